package io.holdfast.agent.domain;

import io.holdfast.records.AssignedWorkload;
import io.holdfast.records.Assignment;
import io.holdfast.records.LogPosition;
import io.holdfast.records.ResultKind;
import io.holdfast.records.ResultReason;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Which assignments count, and what they ask for. Refuses, with a report, what is for another
 * incarnation, stale, or not to be run here; each grant once for each time that it appears.
 */
final class Intake {

  private final long incarnation;
  private final Admission admission;
  private final Ledger ledger;
  private boolean told;
  private SortedMap<String, AssignedWorkload> desired = Collections.emptySortedMap();
  private LogPosition newest;

  Intake(long incarnation, Admission admission, Ledger ledger) {
    this.incarnation = incarnation;
    this.admission = admission;
    this.ledger = ledger;
  }

  /** Whether there was an assignment for this incarnation. */
  boolean isTold() {
    return told;
  }

  /** What the newest assignment asks for, by workload; includes what was refused and closed. */
  SortedMap<String, AssignedWorkload> desired() {
    return desired;
  }

  /**
   * Takes the assignment in, or drops it.
   *
   * @param running the run of a workload, if there is one
   * @param steps where reports are added
   */
  void take(Assignment assignment, Function<String, Optional<Run>> running, List<Step> steps) {
    if (newest != null && !Positions.isNewer(assignment.getDecidedAt(), newest)) {
      return;
    }
    newest = assignment.getDecidedAt();
    if (assignment.getIncarnation() != incarnation) {
      refuseForeign(assignment, steps);
      return;
    }
    told = true;
    Map<String, AssignedWorkload> before = desired;
    desired = newestEpochs(assignment, steps);
    for (AssignedWorkload wanted : desired.values()) {
      if (!wanted.equals(before.get(wanted.getWorkload()))) {
        admit(wanted, running.apply(wanted.getWorkload()), steps);
      }
    }
  }

  private void refuseForeign(Assignment assignment, List<Step> steps) {
    String detail =
        "the assignment is for incarnation %d, this is %d"
            .formatted(assignment.getIncarnation(), incarnation);
    for (AssignedWorkload other : assignment.getWorkloads()) {
      steps.add(
          new Step.Report(
              Grant.of(other), ResultKind.REFUSED, ResultReason.WRONG_INCARNATION, detail));
    }
  }

  /** One grant a workload; should an assignment carry two, the older epoch is refused. */
  private SortedMap<String, AssignedWorkload> newestEpochs(
      Assignment assignment, List<Step> steps) {
    TreeMap<String, AssignedWorkload> newestEpochs = new TreeMap<>();
    for (AssignedWorkload wanted : assignment.getWorkloads()) {
      AssignedWorkload other = newestEpochs.get(wanted.getWorkload());
      if (other == null) {
        newestEpochs.put(wanted.getWorkload(), wanted);
      } else if (wanted.getEpoch() != other.getEpoch()) {
        boolean newer = wanted.getEpoch() > other.getEpoch();
        newestEpochs.put(wanted.getWorkload(), newer ? wanted : other);
        stale(Grant.of(newer ? other : wanted), "the same assignment has a newer epoch", steps);
      }
    }
    return newestEpochs;
  }

  private void admit(AssignedWorkload wanted, Optional<Run> run, List<Step> steps) {
    Grant grant = Grant.of(wanted);
    if (ledger.isClosed(grant)) {
      stale(grant, "the epoch is closed", steps);
    } else if (run.isPresent() && run.get().grant.epoch() > grant.epoch()) {
      stale(grant, "epoch " + run.get().grant.epoch() + " was seen", steps);
    } else if (run.isEmpty() || !run.get().grant.equals(grant)) {
      admission.refusalOf(wanted).ifPresent(refusal -> refuse(grant, refusal, steps));
    }
  }

  private void refuse(Grant grant, Admission.Refusal refusal, List<Step> steps) {
    ledger.close(grant);
    steps.add(new Step.Report(grant, ResultKind.REFUSED, refusal.reason(), refusal.detail()));
  }

  private void stale(Grant grant, String detail, List<Step> steps) {
    refuse(grant, new Admission.Refusal(ResultReason.STALE_EPOCH, detail), steps);
  }
}
