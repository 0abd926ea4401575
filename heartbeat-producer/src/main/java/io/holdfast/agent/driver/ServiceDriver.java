package io.holdfast.agent.driver;

import io.holdfast.agent.config.ProgramConfig;
import io.holdfast.agent.domain.Ending;
import io.holdfast.agent.domain.Ending.Force;
import io.holdfast.agent.domain.Grant;
import io.holdfast.agent.fencing.ControlGroup;
import io.holdfast.agent.host.ProcessEntry;
import io.holdfast.agent.host.ProcessTable;
import io.holdfast.agent.host.Root;
import io.holdfast.agent.state.Launch;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs workloads by asking a {@link Caretaker}. Commands run on threads of their own, those of one
 * workload one after another; a status that cannot be told is asked for again, and is no end.
 */
final class ServiceDriver implements Driver, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ServiceDriver.class);
  private static final int THREADS = 2;

  private final Function<ProgramConfig, Caretaker> caretakers;
  private final Executor supervision;
  private final Witness witness;
  private final Map<Grant, Charge> charges = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor threads =
      new ScheduledThreadPoolExecutor(THREADS, task -> new Thread(task, "services"));

  /** One workload in somebody's care. What is volatile is set on the supervision thread. */
  private final class Charge {
    final Grant grant;
    final Caretaker caretaker;
    volatile boolean toStop;
    volatile boolean toKill;
    volatile Root root = new Root(0, 0);
    private boolean asked;
    private boolean killed;
    private long stopAt;

    Charge(Grant grant, Caretaker caretaker) {
      this.grant = grant;
      this.caretaker = caretaker;
    }

    void start() {
      try {
        caretaker.start(grant);
      } catch (IOException e) {
        ended("it was not started: " + e.getMessage());
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      follow();
    }

    void follow() {
      supervision.execute(() -> witness.launched(grant, root));
      look();
    }

    void look() {
      try {
        Caretaker.Standing standing = caretaker.look(grant);
        if (!standing.isRunning()) {
          ended(standing.detail());
          return;
        }
        root = rootOf(standing.pid());
        signal();
      } catch (IOException e) {
        log.atWarn()
            .addKeyValue("workload", grant.workload())
            .addKeyValue("why", e.getMessage())
            .log("cannot be told or asked; trying again");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      threads.schedule(
          this::look, toStop ? 100 : caretaker.interval().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void signal() throws IOException, InterruptedException {
      if (toStop && !asked) {
        asked = true;
        stopAt = System.nanoTime() + caretaker.stopGrace().toNanos();
        caretaker.stop(grant);
      } else if (toKill || (asked && System.nanoTime() - stopAt >= 0)) {
        killed = true;
        caretaker.kill(grant);
      }
    }

    private void ended(String detail) {
      Ending ending = new Ending(killed ? Force.KILLED : Force.NONE, detail);
      supervision.execute(
          () -> {
            charges.remove(grant);
            witness.ended(grant, ending);
          });
    }
  }

  /**
   * @param caretakers who looks after a program
   * @param supervision single thread that calls this driver and on which it answers
   */
  ServiceDriver(
      Function<ProgramConfig, Caretaker> caretakers, Executor supervision, Witness witness) {
    this.caretakers = caretakers;
    this.supervision = supervision;
    this.witness = witness;
  }

  @Override
  public void launch(Grant grant, ProgramConfig program, Optional<ControlGroup> fence) {
    threads.execute(take(grant, program)::start);
  }

  @Override
  public void adopt(Launch launch, ProgramConfig program, Optional<ControlGroup> fence) {
    threads.execute(take(launch.grant(), program)::follow);
  }

  private Charge take(Grant grant, ProgramConfig program) {
    Charge charge = new Charge(grant, caretakers.apply(program));
    charges.put(grant, charge);
    return charge;
  }

  @Override
  public void halt(Grant grant) {
    Charge charge = charges.get(grant);
    if (charge != null) {
      charge.toStop = true;
    }
  }

  @Override
  public void kill(Grant grant) {
    Charge charge = charges.get(grant);
    if (charge != null) {
      charge.toStop = true;
      charge.toKill = true;
    }
  }

  /** The first process of each whose process is known. Any thread. */
  Map<Grant, Root> roots() {
    Map<Grant, Root> roots = new HashMap<>();
    charges.forEach(
        (grant, charge) -> {
          if (charge.root.pid() > 0) {
            roots.put(grant, charge.root);
          }
        });
    return roots;
  }

  private static Root rootOf(long pid) throws IOException {
    return pid == 0
        ? new Root(0, 0)
        : new Root(pid, ProcessTable.find(pid).map(ProcessEntry::startTicks).orElse(0L));
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
