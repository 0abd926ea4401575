package io.holdfast.agent;

import io.holdfast.agent.config.AgentConfig;
import io.holdfast.agent.domain.Admission;
import io.holdfast.agent.domain.Supervisor;
import io.holdfast.agent.driver.ExecDriver;
import io.holdfast.agent.driver.Leftovers;
import io.holdfast.agent.driver.Marks;
import io.holdfast.agent.driver.Probes;
import io.holdfast.agent.host.Root;
import io.holdfast.agent.state.Launch;
import io.holdfast.agent.state.StateDirectory;
import io.holdfast.agent.threads.WatchedThread;
import io.holdfast.records.Assignment;
import io.holdfast.runtime.Part;
import io.holdfast.runtime.Reason;
import io.holdfast.runtime.Service;
import io.holdfast.runtime.StartRefusedException;
import io.micrometer.core.instrument.Gauge;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The supervision of workloads as a part of the process: started, it ends what a former incarnation
 * left; stopped, it ends everything.
 */
final class Workloads implements Part {

  private static final long LOOK_MILLIS = 1_000;

  private final AgentConfig config;
  private final StateDirectory state;
  private final Marks marks;
  private final Supervisor supervisor;
  private final Supervision supervision;
  private final ExecDriver driver;
  private final Probes probes;
  private final Map<String, Integer> phases = new ConcurrentHashMap<>();
  private final WatchedThread thread;

  Workloads(
      AgentConfig config,
      StateDirectory state,
      Consumer<List<io.holdfast.agent.state.Pending>> results,
      Service service) {
    this.config = config;
    this.state = state;
    this.thread = new WatchedThread("supervision", failure -> service.fail("workloads", failure));
    long incarnation = state.incarnation().number();
    this.marks = new Marks(config.node().id(), incarnation, state.cookie());
    this.supervisor =
        new Supervisor(
            incarnation,
            new Admission(config.programs().keySet()),
            config.restarts().policy(),
            state.journal().ledger());
    this.supervision =
        new Supervision(
            incarnation,
            supervisor,
            config.programs(),
            state.journal(),
            results,
            service.condition("state", "not started"),
            thread);
    this.driver = new ExecDriver(marks, state.path().resolve("logs"), thread, supervision);
    this.probes = new Probes(marks, thread, supervision);
    supervision.use(driver, probes);
    for (String phase : supervisor.phases().keySet()) {
      Gauge.builder("holdfast.agent.workloads", () -> phases.getOrDefault(phase, 0))
          .description("Workloads by what the agent does with them")
          .tag("phase", phase)
          .register(service.metrics());
    }
  }

  /** Ends what a former incarnation left, before anything else is done. */
  void sweep() throws InterruptedException {
    List<Launch> launches = state.journal().launches();
    boolean sameBoot =
        state.former().filter(f -> f.isOfBoot(state.incarnation().bootId())).isPresent();
    List<Root> roots = launches.stream().map(l -> new Root(l.pid(), l.startTicks())).toList();
    try {
      new Leftovers(marks, sameBoot ? roots : List.of()).end(config.leftoverGrace());
    } catch (IOException e) {
      throw new StartRefusedException(Reason.PLATFORM, e.getMessage(), e);
    }
    thread.execute(() -> supervision.swept(launches));
  }

  @Override
  public void start() {
    thread.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Any thread. */
  void assigned(Assignment assignment) {
    supervision.assigned(assignment);
  }

  /** The first process of each workload that runs. Any thread. */
  Map<io.holdfast.agent.domain.Grant, Root> running() {
    return driver.roots();
  }

  /** Ends everything, and returns when nothing lives. */
  @Override
  public void stop(Duration within) throws Exception {
    var idle = new CompletableFuture<Void>();
    thread.execute(supervision::leave);
    thread.scheduleWithFixedDelay(
        () -> {
          if (supervision.isIdle()) {
            idle.complete(null);
          }
        },
        0,
        10,
        TimeUnit.MILLISECONDS);
    idle.get(within.toMillis() * 3 / 4, TimeUnit.MILLISECONDS);
    probes.close();
    thread.shutdown();
  }

  private void look() {
    driver.trimLogs(config.logs().maxSize().bytes());
    phases.putAll(supervisor.phases());
  }
}
