package io.holdfast.agent.domain;

import io.holdfast.agent.domain.Run.Phase;
import io.holdfast.records.AssignedWorkload;
import io.holdfast.records.Assignment;
import io.holdfast.records.ResultKind;
import io.holdfast.records.ResultReason;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Reconciles what runs with what one incarnation of the node was told to run: assignments and what
 * became of processes go in, steps come out. A workload has one run at a time: its next epoch is
 * launched only after nothing of the former one lives.
 *
 * <p>The ledger is updated when a closing report is made; whoever carries out the steps puts the
 * closed epoch on disk before it publishes the report. Answers about a grant that is not, or no
 * longer, run are ignored. Not thread-safe; times are monotonic nanoseconds.
 */
public final class Supervisor {

  private final Intake intake;
  private final RestartPolicy restarts;
  private final Ledger ledger;
  private final TreeMap<String, Run> runs = new TreeMap<>();
  private boolean leaving;

  public Supervisor(long incarnation, Admission admission, RestartPolicy restarts, Ledger ledger) {
    this.intake = new Intake(incarnation, admission, ledger);
    this.restarts = restarts;
    this.ledger = ledger;
  }

  /** The newest assignment of this node as read from the log, whatever incarnation it is for. */
  public List<Step> assigned(Assignment assignment) {
    List<Step> steps = new ArrayList<>();
    intake.take(assignment, workload -> Optional.ofNullable(runs.get(workload)), steps);
    reconcile(steps);
    return steps;
  }

  /** A former incarnation ran this grant, and nothing of it lives any more. */
  public List<Step> leftOver(Grant grant, String detail) {
    if (ledger.isClosed(grant)) {
      return List.of();
    }
    ledger.close(grant);
    return List.of(new Step.Report(grant, ResultKind.STOPPED, ResultReason.NONE, detail));
  }

  /** The process of the grant lives. */
  public List<Step> launched(Grant grant, long now) {
    Run run = runOf(grant);
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
    Run run = runOf(grant);
    if (run == null || run.phase != Phase.RUNNING || run.announced) {
      return List.of();
    }
    run.announced = true;
    return List.of(new Step.Report(grant, ResultKind.STARTED, ResultReason.NONE, ""));
  }

  /** The program could not be executed at all; trying again here would not help. */
  public List<Step> notLaunched(Grant grant, String detail) {
    List<Step> steps = new ArrayList<>();
    Run run = runOf(grant);
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
    Run run = runOf(grant);
    if (run == null || run.phase == Phase.BACKING_OFF) {
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
    Run run = runOf(grant);
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
    for (Run run : runs.values()) {
      if (run.phase == Phase.BACKING_OFF && now - run.since >= 0) {
        launch(run, steps);
      }
    }
    return steps;
  }

  /** When {@link #due} has something to do next. */
  public OptionalLong nextDue() {
    return runs.values().stream()
        .filter(run -> run.phase == Phase.BACKING_OFF)
        .mapToLong(run -> run.since)
        .reduce((a, b) -> a - b <= 0 ? a : b);
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
    return runs.values().stream()
        .filter(run -> run.phase == Phase.RUNNING)
        .map(run -> run.grant)
        .toList();
  }

  /** Name of the grant's program, while there is a run of it. */
  public Optional<String> programOf(Grant grant) {
    return Optional.ofNullable(runOf(grant)).map(run -> run.program);
  }

  /** Count of runs by phase, every phase present; the names are metric labels. */
  public Map<String, Integer> phases() {
    Map<Phase, Integer> counts = new EnumMap<>(Phase.class);
    for (Phase phase : Phase.values()) {
      counts.put(phase, 0);
    }
    runs.values().forEach(run -> counts.merge(run.phase, 1, Integer::sum));
    Map<String, Integer> named = new TreeMap<>();
    counts.forEach(
        (phase, count) -> named.put(phase.name().toLowerCase(java.util.Locale.ROOT), count));
    return named;
  }

  private void reconcile(List<Step> steps) {
    for (Run run : List.copyOf(runs.values())) {
      AssignedWorkload wanted = intake.desired().get(run.grant.workload());
      if (leaving) {
        halt(run, ResultReason.SHUTDOWN, "", steps);
      } else if (wanted == null || !Grant.of(wanted).equals(run.grant)) {
        halt(run, ResultReason.NONE, "", steps);
      }
    }
    if (leaving) {
      return;
    }
    for (AssignedWorkload wanted : intake.desired().values()) {
      if (!runs.containsKey(wanted.getWorkload()) && !ledger.isClosed(Grant.of(wanted))) {
        Run run = new Run(wanted);
        runs.put(run.grant.workload(), run);
        launch(run, steps);
      }
    }
  }

  private void launch(Run run, List<Step> steps) {
    run.phase = Phase.LAUNCHING;
    steps.add(new Step.Launch(run.grant, run.program));
  }

  private void halt(Run run, ResultReason reason, String detail, List<Step> steps) {
    switch (run.phase) {
      case HALTING -> {
        return;
      }
      case BACKING_OFF -> close(run, reason, detail, steps);
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
    runs.remove(run.grant.workload());
    ledger.close(run.grant);
    steps.add(new Step.Report(run.grant, ResultKind.STOPPED, reason, detail));
  }

  private static String detail(Run run, Ending ending) {
    if (run.haltDetail.isEmpty()) {
      return ending.detail();
    }
    return ending.detail().isEmpty() ? run.haltDetail : run.haltDetail + "; " + ending.detail();
  }

  private Run runOf(Grant grant) {
    Run run = runs.get(grant.workload());
    return run != null && run.grant.equals(grant) ? run : null;
  }
}
