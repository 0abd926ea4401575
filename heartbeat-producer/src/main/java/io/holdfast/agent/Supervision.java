package io.holdfast.agent;

import io.holdfast.agent.config.ProgramConfig;
import io.holdfast.agent.domain.Ending;
import io.holdfast.agent.domain.Grant;
import io.holdfast.agent.domain.Step;
import io.holdfast.agent.domain.Supervisor;
import io.holdfast.agent.driver.Driver;
import io.holdfast.agent.driver.Probes;
import io.holdfast.agent.driver.Witness;
import io.holdfast.agent.fencing.ControlGroup;
import io.holdfast.agent.host.Root;
import io.holdfast.agent.state.Journal;
import io.holdfast.agent.state.Launch;
import io.holdfast.agent.state.Pending;
import io.holdfast.records.Assignment;
import io.holdfast.records.Fencing;
import io.holdfast.runtime.Condition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out the supervisor's steps. All of it happens on one thread; a report is on disk before
 * it is published, and what cannot be written is held back and tried again.
 */
final class Supervision implements Witness, Probes.Listener {

  private static final Logger log = LoggerFactory.getLogger(Supervision.class);
  private static final long WRITE_AGAIN_MILLIS = 1_000;
  private static final int LONGEST_DETAIL = 2_000;

  private final Supervisor supervisor;
  private final Map<String, ProgramConfig> programs;
  private final Journal journal;
  private final Consumer<List<Pending>> results;
  private final Condition writable;
  private final ScheduledExecutorService thread;
  private final List<Step.Report> unwritten = new ArrayList<>();
  private final List<Runnable> whenFree = new ArrayList<>();
  private long incarnation;
  private boolean handingOver;

  /** Each launch is in the journal; asked for at the end. */
  private volatile boolean allNoted = true;

  private Fencer fencer;
  private Driver driver;
  private ScheduledFuture<?> wake;
  private Probes probes;

  Supervision(
      long incarnation,
      Supervisor supervisor,
      Map<String, ProgramConfig> programs,
      Journal journal,
      Consumer<List<Pending>> results,
      Condition writable,
      ScheduledExecutorService thread) {
    this.incarnation = incarnation;
    this.supervisor = supervisor;
    this.programs = programs;
    this.journal = journal;
    this.results = results;
    this.writable = writable;
    this.thread = thread;
    writable.met();
  }

  /** Puts a control group with guards around a leased workload. */
  @FunctionalInterface
  interface Fencer {
    /**
     * @throws IOException when it cannot be fenced now
     */
    ControlGroup around(Grant grant) throws IOException;
  }

  /** The driver, the probes and the lease answer to this object, so they come after it. */
  void use(Driver workloadDriver, Probes workloadProbes, Fencer workloadFencer) {
    driver = workloadDriver;
    probes = workloadProbes;
    fencer = workloadFencer;
  }

  /** Any thread. */
  void leaseHeld() {
    thread.execute(() -> perform(supervisor.leaseHeld()));
  }

  /**
   * Any thread.
   *
   * @param free is run once nothing leased lives, and all that was closed is on disk
   */
  void leaseOver(Runnable free) {
    thread.execute(
        () -> {
          whenFree.add(free);
          perform(supervisor.leaseOver());
        });
  }

  /**
   * Another incarnation goes on with what has no lease. Any thread.
   *
   * @param then is run when results bear its number
   */
  void succeed(long next, Runnable then) {
    thread.execute(
        () -> {
          supervisor.succeed(next);
          incarnation = next;
          then.run();
        });
  }

  /** Takes over what the agent's process before this one launched, of programs known here. */
  void adopt(List<Launch> launches, Function<Grant, Optional<ControlGroup>> groups) {
    for (Launch launch : launches) {
      Grant grant = launch.grant();
      supervisor.adopt(grant, launch.program(), launch.fencing());
      driver.adopt(
          launch,
          programs.get(launch.program()),
          launch.fencing() == Fencing.LEASE ? groups.apply(grant) : Optional.empty());
    }
  }

  /** Does nothing more: all that runs is left to the process that comes after. */
  void handOver() {
    handingOver = true;
  }

  /** Any thread. */
  void assigned(Assignment assignment) {
    thread.execute(
        () -> {
          log.atInfo()
              .addKeyValue("workloads", assignment.getWorkloads().size())
              .addKeyValue("incarnation", assignment.getIncarnation())
              .addKeyValue("offset", assignment.getDecidedAt().getOffset())
              .log("assignment");
          perform(supervisor.assigned(assignment));
        });
  }

  /** Any thread. */
  void unauthentic(Assignment assignment) {
    thread.execute(() -> perform(supervisor.unauthentic(assignment)));
  }

  /**
   * Nothing of these lives here: their epochs are over.
   *
   * @param isSameBoot whether they ran on this boot of this machine
   */
  void swept(List<Launch> leftovers, boolean isSameBoot) throws IOException {
    List<Step> steps = new ArrayList<>();
    List<Grant> unsaid = new ArrayList<>();
    for (Launch launch : leftovers) {
      if (isSameBoot || launch.fencing() == Fencing.NONE) {
        String detail = "left over by incarnation " + launch.incarnation();
        steps.addAll(supervisor.leftOver(launch.grant(), detail));
      } else {
        supervisor.leftOverElsewhere(launch.grant()).forEach(step -> unsaid.add(step.grant()));
      }
    }
    journal.close(unsaid);
    perform(steps);
  }

  void leave() {
    perform(supervisor.leave());
  }

  /** Whether another process can take over all that was launched. */
  boolean canBeTakenOver() {
    return allNoted;
  }

  boolean isIdle() {
    return supervisor.isIdle() && unwritten.isEmpty();
  }

  @Override
  public void launched(Grant grant, Root root) {
    try {
      var program = supervisor.programOf(grant).orElseThrow();
      var runBy = programs.get(program).runBy();
      var fencing = supervisor.fencingOf(grant).orElseThrow();
      journal.launched(
          new Launch(incarnation, grant, program, runBy, fencing, root.pid(), root.startTicks()));
    } catch (IOException e) {
      // Its marks find it as well when leftovers are ended, but whoever takes over does not.
      log.atWarn().addKeyValue("why", e.toString()).log("a launch cannot be noted");
      allNoted = false;
    }
    perform(supervisor.launched(grant, System.nanoTime()));
    var probe = supervisor.programOf(grant).map(programs::get).flatMap(ProgramConfig::probe);
    if (probe.isPresent()) {
      probes.begin(grant, probe.get());
    } else {
      perform(supervisor.ready(grant));
    }
  }

  @Override
  public void notLaunched(Grant grant, String detail) {
    perform(supervisor.notLaunched(grant, detail));
  }

  @Override
  public void ended(Grant grant, Ending ending) {
    probes.end(grant);
    log.atInfo()
        .addKeyValue("workload", grant.workload())
        .addKeyValue("epoch", grant.epoch())
        .addKeyValue("how", ending.detail())
        .log("ended");
    perform(supervisor.ended(grant, ending, System.nanoTime()));
  }

  @Override
  public void serves(Grant grant) {
    perform(supervisor.ready(grant));
  }

  @Override
  public void unhealthy(Grant grant, String why) {
    perform(supervisor.unhealthy(grant, why, System.nanoTime()));
  }

  private void perform(List<Step> steps) {
    if (handingOver) {
      return;
    }
    for (Step step : steps) {
      if (step instanceof Step.Report report) {
        log(report);
        unwritten.add(shortened(report));
      }
    }
    write();
    for (Step step : steps) {
      if (step instanceof Step.Launch launch) {
        launch(launch);
      } else if (step instanceof Step.Kill kill) {
        probes.end(kill.grant());
        driver.kill(kill.grant());
      } else if (step instanceof Step.Halt halt) {
        probes.end(halt.grant());
        driver.halt(halt.grant());
      }
    }
    wakeWhenDue();
    tellWhenFree();
  }

  private void launch(Step.Launch launch) {
    Grant grant = launch.grant();
    Optional<ControlGroup> fence = Optional.empty();
    if (launch.fencing() == Fencing.LEASE) {
      try {
        fence = Optional.of(fencer.around(grant));
      } catch (IOException e) {
        String why = "it cannot be fenced: " + e.getMessage();
        thread.execute(() -> ended(grant, new Ending(Ending.Force.NONE, why)));
        return;
      }
    }
    driver.launch(grant, programs.get(launch.program()), fence);
  }

  private void tellWhenFree() {
    if (!whenFree.isEmpty() && unwritten.isEmpty() && supervisor.isFreeOfLeased()) {
      List<Runnable> told = List.copyOf(whenFree);
      whenFree.clear();
      told.forEach(Runnable::run);
    }
  }

  private void wakeWhenDue() {
    if (wake != null) {
      wake.cancel(false);
      wake = null;
    }
    supervisor
        .nextDue()
        .ifPresent(
            due ->
                wake =
                    thread.schedule(
                        () -> perform(supervisor.due(System.nanoTime())),
                        Math.max(0, due - System.nanoTime()),
                        TimeUnit.NANOSECONDS));
  }

  private void write() {
    if (unwritten.isEmpty()) {
      return;
    }
    try {
      List<Pending> written =
          journal.report(incarnation, List.copyOf(unwritten), System.currentTimeMillis());
      unwritten.clear();
      writable.met();
      results.accept(written);
      tellWhenFree();
    } catch (IOException e) {
      writable.unmet("results cannot be written (" + e.getMessage() + "); trying again");
      thread.schedule(this::write, WRITE_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** What is said in words must never keep a result from being delivered. */
  private static Step.Report shortened(Step.Report report) {
    String detail = report.detail();
    return detail.length() <= LONGEST_DETAIL
        ? report
        : new Step.Report(
            report.grant(),
            report.result(),
            report.reason(),
            detail.substring(0, LONGEST_DETAIL) + "…");
  }

  private static void log(Step.Report report) {
    log.atInfo()
        .addKeyValue("workload", report.grant().workload())
        .addKeyValue("epoch", report.grant().epoch())
        .addKeyValue("result", report.result())
        .addKeyValue("reason", report.reason())
        .addKeyValue("detail", report.detail())
        .log("result");
  }
}
