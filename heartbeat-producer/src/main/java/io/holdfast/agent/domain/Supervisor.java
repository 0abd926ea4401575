package io.holdfast.agent.domain;

import io.holdfast.agent.domain.Run.Phase;
import io.holdfast.records.AssignedWorkload;
import io.holdfast.records.Assignment;
import io.holdfast.records.Fencing;
import io.holdfast.records.ResultKind;
import io.holdfast.records.ResultReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reconciles what runs with what one incarnation of the node was told to run: assignments and what
 * became of processes go in, steps come out. A workload has one run at a time: its next epoch is
 * launched only after nothing of the former one lives.
 *
 * <p>Leased workloads run only while the lease is held. When it is over they are killed, and once
 * nothing of them lives the next incarnation may begin. Others go on until its first assignment.
 *
 * <p>The ledger is updated when a closing report is made; whoever carries out the steps puts the
 * closed epoch on disk before it publishes the report. Answers about a grant that is not, or no
 * longer, run are ignored. Not thread-safe; times are monotonic nanoseconds.
 */
public final class Supervisor {

  private final Admission admission;
  private final RestartPolicy restarts;
  private final Ledger ledger;
  private final Runs runs = new Runs();
  private Intake intake;
  private Lease.State lease = Lease.State.AWAITED;
  private boolean leaving;

  public Supervisor(long incarnation, Admission admission, RestartPolicy restarts, Ledger ledger) {
    this.intake = new Intake(incarnation, admission, ledger);
    this.admission = admission;
    this.restarts = restarts;
    this.ledger = ledger;
  }

  /** The newest assignment of this node as read from the log, whatever incarnation it is for. */
  public List<Step> assigned(Assignment assignment) {
    List<Step> steps = new ArrayList<>();
    intake.take(assignment, workload -> Optional.ofNullable(runs.of(workload)), steps);
    reconcile(steps);
    return steps;
  }

  /**
   * An assignment that is not signed with the dispatcher's key: it is refused and changes nothing,
   * closed epochs included.
   */
  public List<Step> unauthentic(Assignment assignment) {
    return assignment.getWorkloads().stream()
        .<Step>map(
            other ->
                new Step.Report(
                    Grant.of(other),
                    ResultKind.REFUSED,
                    ResultReason.UNAUTHENTIC,
                    "the assignment is not signed with the dispatcher's key"))
        .toList();
  }

  /** The lease is held: what waited for it is launched. */
  public List<Step> leaseHeld() {
    List<Step> steps = new ArrayList<>();
    if (lease == Lease.State.AWAITED) {
      lease = Lease.State.HELD;
      runs.all().stream()
          .filter(run -> run.phase == Run.Phase.AWAITING_LEASE)
          .forEach(run -> launch(run, steps));
    }
    return steps;
  }

  /** The lease is over: what needs it is killed at once, and none is launched any more. */
  public List<Step> leaseOver() {
    List<Step> steps = new ArrayList<>();
    lease = Lease.State.OVER;
    for (Run run : runs.all()) {
      if (!run.isLeased()) {
        continue;
      }
      if (run.isWithoutProcess()) {
        close(run, ResultReason.LEASE_OVER, "", steps);
      } else {
        run.phase = Run.Phase.HALTING;
        run.haltReason = ResultReason.LEASE_OVER;
        steps.add(new Step.Kill(run.grant));
      }
    }
    return steps;
  }

  /** Whether nothing lives that needs the lease. */
  public boolean isFreeOfLeased() {
    return runs.none(Run::isLeased);
  }

  /**
   * The next incarnation begins, after the lease of the one before was over. What runs goes on
   * until its first assignment.
   *
   * @throws IllegalStateException when something leased may still live
   */
  public void succeed(long incarnation) {
    if (!isFreeOfLeased()) {
      throw new IllegalStateException("something that needs the former lease may still live");
    }
    intake = new Intake(incarnation, admission, ledger);
    lease = Lease.State.AWAITED;
  }

  /**
   * The agent's process before this one launched the grant in the same incarnation, and hands it
   * over. Answered by launched, or by ended.
   */
  public void adopt(Grant grant, String program, Fencing fencing) {
    if (!ledger.isClosed(grant)) {
      runs.put(new Run(grant, program, fencing));
    }
  }

  /** A former incarnation ran this grant, and nothing of it lives on this machine any more. */
  public List<Step> leftOver(Grant grant, String detail) {
    if (ledger.isClosed(grant)) {
      return List.of();
    }
    ledger.close(grant);
    return List.of(new Step.Report(grant, ResultKind.STOPPED, ResultReason.NONE, detail));
  }

  /**
   * A former incarnation ran this grant under a lease, and that was another boot: of this machine,
   * or of the one that this is a copy of, where it may live on. Only its silence proves anything,
   * so nothing is said; but it is not run here again.
   */
  public List<Step> leftOverElsewhere(Grant grant) {
    if (ledger.isClosed(grant)) {
      return List.of();
    }
    ledger.close(grant);
    return List.of(new Step.Close(grant));
  }

  /** The process of the grant lives. */
  public List<Step> launched(Grant grant, long now) {
    Run run = runs.of(grant);
    if (run != null) {
      run.since = now;
      if (run.phase == Phase.LAUNCHING) {
        run.phase = Phase.RUNNING;
      }
    }
    return List.of();
  }

  /** The workload serves: its probe passed, or it has none and its process lives. */
  public List<Step> ready(Grant grant) {
    Run run = runs.of(grant);
    if (run == null || run.phase != Phase.RUNNING || run.announced) {
      return List.of();
    }
    run.announced = true;
    return List.of(new Step.Report(grant, ResultKind.STARTED, ResultReason.NONE, ""));
  }

  /** The program could not be executed at all; trying again here would not help. */
  public List<Step> notLaunched(Grant grant, String detail) {
    List<Step> steps = new ArrayList<>();
    Run run = runs.of(grant);
    if (run == null) {
      return steps;
    }
    if (run.phase == Phase.LAUNCHING) {
      steps.add(new Step.Report(grant, ResultKind.FAILED, ResultReason.NOT_EXECUTABLE, detail));
      run.haltReason = ResultReason.NOT_EXECUTABLE;
    }
    close(run, run.haltReason, detail, steps);
    reconcile(steps);
    return steps;
  }

  /** Nothing of the grant's process tree lives any more. */
  public List<Step> ended(Grant grant, Ending ending, long now) {
    List<Step> steps = new ArrayList<>();
    Run run = runs.of(grant);
    if (run == null || run.isWithoutProcess()) {
      return steps;
    }
    switch (run.phase) {
      case HALTING -> {
        boolean killed =
            ending.force() == Ending.Force.KILLED && run.haltReason == ResultReason.NONE;
        close(run, killed ? ResultReason.KILLED : run.haltReason, detail(run, ending), steps);
      }
      case RECYCLING -> backOff(run, now);
      default -> fail(run, ending.detail(), now, steps);
    }
    reconcile(steps);
    return steps;
  }

  /** The grant's probe failed often enough. */
  public List<Step> unhealthy(Grant grant, String detail, long now) {
    List<Step> steps = new ArrayList<>();
    Run run = runs.of(grant);
    if (run == null || run.phase != Phase.RUNNING) {
      return steps;
    }
    countFailure(run, now);
    if (restarts.isExhausted(run.failures)) {
      steps.add(new Step.Report(grant, ResultKind.FAILED, ResultReason.UNHEALTHY, detail));
      halt(run, ResultReason.UNHEALTHY, detail, steps);
    } else {
      run.phase = Phase.RECYCLING;
      steps.add(new Step.Halt(grant));
    }
    return steps;
  }

  /** Launches what has waited long enough. */
  public List<Step> due(long now) {
    List<Step> steps = new ArrayList<>();
    for (Run run : runs.all()) {
      if (run.phase == Phase.BACKING_OFF && now - run.since >= 0) {
        launch(run, steps);
      }
    }
    return steps;
  }

  /** When {@link #due} has something to do next. */
  public OptionalLong nextDue() {
    return runs.nextDue();
  }

  /** The agent is leaving: everything is stopped, nothing is launched any more. */
  public List<Step> leave() {
    List<Step> steps = new ArrayList<>();
    leaving = true;
    reconcile(steps);
    return steps;
  }

  /** Whether nothing runs, halts or waits. */
  public boolean isIdle() {
    return runs.isEmpty();
  }

  /** Grants whose process lives, by workload id. */
  public List<Grant> living() {
    return runs.all().stream()
        .filter(run -> run.phase == Phase.RUNNING)
        .map(run -> run.grant)
        .toList();
  }

  /** Name of the grant's program, while there is a run of it. */
  public Optional<String> programOf(Grant grant) {
    return Optional.ofNullable(runs.of(grant)).map(run -> run.program);
  }

  /** Whether the grant is leased, while there is a run of it. */
  public Optional<Fencing> fencingOf(Grant grant) {
    return Optional.ofNullable(runs.of(grant)).map(run -> run.fencing);
  }

  /** Count of runs by phase, every phase present; the names are metric labels. */
  public Map<String, Integer> phases() {
    return runs.phases();
  }

  private void reconcile(List<Step> steps) {
    for (Run run : runs.all()) {
      AssignedWorkload wanted = intake.desired().get(run.grant.workload());
      if (leaving) {
        halt(run, ResultReason.SHUTDOWN, "", steps);
      } else if (intake.isTold() && (wanted == null || !Grant.of(wanted).equals(run.grant))) {
        halt(run, ResultReason.NONE, "", steps);
      }
    }
    if (leaving) {
      return;
    }
    for (AssignedWorkload wanted : intake.desired().values()) {
      if (runs.of(wanted.getWorkload()) == null && !ledger.isClosed(Grant.of(wanted))) {
        begin(new Run(Grant.of(wanted), wanted.getProgram(), wanted.getFencing()), steps);
      }
    }
  }

  private void begin(Run run, List<Step> steps) {
    if (!run.isLeased() || lease != Lease.State.OVER) {
      runs.put(run);
      launch(run, steps);
    }
  }

  private void launch(Run run, List<Step> steps) {
    if (run.isLeased() && lease != Lease.State.HELD) {
      run.phase = Phase.AWAITING_LEASE;
      return;
    }
    run.phase = Phase.LAUNCHING;
    steps.add(new Step.Launch(run.grant, run.program, run.fencing));
  }

  private void halt(Run run, ResultReason reason, String detail, List<Step> steps) {
    switch (run.phase) {
      case HALTING -> {
        return;
      }
      case BACKING_OFF, AWAITING_LEASE -> close(run, reason, detail, steps);
      case RECYCLING -> run.phase = Phase.HALTING;
      default -> {
        run.phase = Phase.HALTING;
        steps.add(new Step.Halt(run.grant));
      }
    }
    run.haltReason = reason;
    run.haltDetail = detail;
  }

  private void fail(Run run, String detail, long now, List<Step> steps) {
    countFailure(run, now);
    if (restarts.isExhausted(run.failures)) {
      steps.add(new Step.Report(run.grant, ResultKind.FAILED, ResultReason.EXITED, detail));
      close(run, ResultReason.EXITED, detail, steps);
    } else {
      backOff(run, now);
    }
  }

  private void countFailure(Run run, long now) {
    boolean lived = run.phase == Phase.RUNNING;
    run.failures = lived && now - run.since >= restarts.stableAfter() ? 1 : run.failures + 1;
  }

  private void backOff(Run run, long now) {
    run.phase = Phase.BACKING_OFF;
    run.since = now + restarts.backOff(run.failures);
  }

  private void close(Run run, ResultReason reason, String detail, List<Step> steps) {
    runs.remove(run);
    ledger.close(run.grant);
    steps.add(new Step.Report(run.grant, ResultKind.STOPPED, reason, detail));
  }

  private static String detail(Run run, Ending ending) {
    if (run.haltDetail.isEmpty()) {
      return ending.detail();
    }
    return ending.detail().isEmpty() ? run.haltDetail : run.haltDetail + "; " + ending.detail();
  }
}
