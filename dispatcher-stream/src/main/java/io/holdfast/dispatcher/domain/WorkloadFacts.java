package io.holdfast.dispatcher.domain;

import io.holdfast.dispatcher.domain.state.Failures;
import io.holdfast.dispatcher.domain.state.Grant;
import io.holdfast.dispatcher.domain.state.PoolState;
import io.holdfast.dispatcher.domain.state.Spec;
import io.holdfast.dispatcher.domain.state.Waiting;
import io.holdfast.dispatcher.domain.state.WorkloadEntry;
import io.holdfast.records.CommandCause;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.WorkloadSpec;
import java.util.List;
import java.util.Optional;

/** What becomes known of what shall run. */
final class WorkloadFacts {

  private final Turn turn;
  private final PoolState state;

  WorkloadFacts(Turn turn) {
    this.turn = turn;
    state = turn.state();
  }

  void spec(WorkloadSpec record) {
    Spec spec = Spec.of(record);
    WorkloadEntry was = state.workload(record.getWorkload());
    if (was != null && spec.equals(was.spec())) {
      return;
    }
    Optional<String> fault = Faults.of(spec);
    if (fault.isPresent()) {
      refuse(record, Reason.IMPOSSIBLE_SPEC, fault.get());
    } else if (was != null && spec.version() <= was.spec().version()) {
      String why = "version " + was.spec().version() + " is known already; raise the version";
      refuse(record, Reason.VERSION_NOT_NEWER, why);
    } else if (spec.isRemoved()) {
      remove(was, spec);
    } else if (was == null) {
      begin(WorkloadEntry.fresh(record.getWorkload(), spec));
    } else {
      change(was, spec);
    }
  }

  private void refuse(WorkloadSpec record, Reason reason, String why) {
    turn.explain(
            DecisionKind.REFUSE,
            reason,
            "version " + record.getVersion() + " of the spec is refused: " + why)
        .about(record.getWorkload())
        .decide();
  }

  private void begin(WorkloadEntry entry) {
    var waiting = Waiting.pending(CommandCause.PLACEMENT, null, Reason.NEW.name());
    state.put(entry.waiting(waiting, "waits to be placed"));
  }

  private void change(WorkloadEntry was, Spec spec) {
    WorkloadEntry entry = was.with(spec).with(Failures.NONE);
    boolean startsAnew =
        was.spec().isRemoved()
            || !was.spec().program().equals(spec.program())
            || was.spec().fencing() != spec.fencing();
    if (was.active().isEmpty()) {
      boolean isNew = was.waiting() == null;
      begin(isNew ? entry : entry.waiting(null, ""));
      return;
    }
    state.put(entry);
    if (startsAnew && turn.mayAct()) {
      startAnew(entry);
    }
  }

  /** The same place under a new epoch, if it is still fit; the node sees one assignment of both. */
  private void startAnew(WorkloadEntry entry) {
    String node = entry.newest().orElseThrow().node();
    WorkloadEntry stopped = withdrawAll(entry, CommandCause.PLACEMENT, null, "its spec changed");
    var waiting =
        Waiting.pending(CommandCause.PLACEMENT, node, Reason.SPEC_CHANGED.name()).to(node);
    state.put(stopped.waiting(waiting, "starts anew with its changed spec"));
  }

  private void remove(WorkloadEntry was, Spec spec) {
    if (was == null) {
      return;
    }
    String why = "it shall no longer run";
    String decision =
        turn.explain(DecisionKind.REMOVE, Reason.REMOVED, why).about(was.workload()).decide();
    WorkloadEntry entry = was.with(spec).waiting(null, why);
    state.put(entry);
    if (turn.mayAct()) {
      entry = withdrawAll(entry, CommandCause.REMOVAL, decision, why);
    }
    if (entry.grants().isEmpty()) {
      state.remove(entry.workload());
    }
  }

  private WorkloadEntry withdrawAll(
      WorkloadEntry entry, CommandCause cause, String decision, String why) {
    WorkloadEntry rest = entry;
    for (Grant grant : entry.active()) {
      String id = decision == null ? grant.decision() : decision;
      rest = turn.withdraw(rest, grant, cause, id, null, why);
    }
    return rest;
  }

  /** What was removed, or changed, while the pool's mode forbade to act on it. */
  void catchUp() {
    for (WorkloadEntry entry : List.copyOf(state.workloads().values())) {
      if (entry.spec().isRemoved() && !entry.active().isEmpty()) {
        withdrawAll(entry, CommandCause.REMOVAL, null, "it shall no longer run");
      }
    }
  }
}
