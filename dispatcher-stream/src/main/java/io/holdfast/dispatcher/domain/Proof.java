package io.holdfast.dispatcher.domain;

import io.holdfast.dispatcher.domain.state.Grant;
import io.holdfast.dispatcher.domain.state.Grant.Stage;
import io.holdfast.dispatcher.domain.state.NodeEntry;
import io.holdfast.dispatcher.domain.state.PoolState;
import io.holdfast.dispatcher.domain.state.WorkloadEntry;
import io.holdfast.records.CommandResult;
import io.holdfast.records.Fencing;
import io.holdfast.records.ResultKind;
import io.holdfast.records.ResultReason;
import io.holdfast.records.StatusCause;
import java.util.function.Predicate;

/**
 * When a workload may be placed elsewhere. The one place where fencing decides anything.
 *
 * <p>A workload without a lease may go as soon as its incarnation is not live: running twice for a
 * while is allowed by the operator's own word. A leased one may go only when every epoch of it is
 * proven over: by a final STOPPED or REFUSED, or because the incarnation that had it is ENDED or
 * LEFT. No time-out proves anything.
 */
final class Proof {

  private Proof() {}

  static boolean isLeased(WorkloadEntry entry) {
    return entry.spec().fencing() == Fencing.LEASE;
  }

  /** Whether a workload whose incarnations are all lost may start elsewhere. */
  static boolean permits(PoolState state, WorkloadEntry entry) {
    return !isLeased(entry)
        || (entry.grants().stream().allMatch(g -> g.stage() == Stage.OVER)
            && entry.grants().stream().noneMatch(g -> isInConflict(state.node(g.node()))));
  }

  /** Whether a waiting workload may be granted: a leased one has one epoch at a time. */
  static boolean permitsGrant(WorkloadEntry entry) {
    return !isLeased(entry) || entry.grants().isEmpty();
  }

  /** Whether two incarnations of the node beat at once: what either says proves nothing. */
  static boolean isInConflict(NodeEntry node) {
    return node.liveness() != null
        && node.liveness().isLive()
        && node.liveness().cause() == StatusCause.CONFLICT;
  }

  /**
   * The workload without these grants, which are lost or taken away: a leased one keeps them as
   * STOPPING until they are proven over.
   */
  static WorkloadEntry without(WorkloadEntry entry, Predicate<Grant> gone, long now) {
    if (!isLeased(entry)) {
      return entry.without(gone);
    }
    WorkloadEntry rest = entry.without(g -> gone.test(g) && g.stage() == Stage.OVER);
    for (Grant grant : rest.grants()) {
      if (gone.test(grant)) {
        rest = rest.replaced(grant, grant.at(Stage.STOPPING, now));
      }
    }
    return rest;
  }

  /**
   * Whether a result says anything of the grant. A refusal of what somebody else wrote says nothing
   * of what runs, or whoever can write assignments could make a node deny its own work. Nor does
   * one of what was meant for another incarnation: who answered was not asked, and which
   * incarnation lives is told by verdicts. Of other results of a successor: it knows from the
   * agent's own records what it stopped; what else it says says nothing of its predecessor.
   */
  static boolean counts(WorkloadEntry entry, Grant grant, CommandResult result) {
    if (result.getReason() == ResultReason.UNAUTHENTIC
        || result.getReason() == ResultReason.WRONG_INCARNATION) {
      return false;
    }
    return !isLeased(entry)
        || result.getIncarnation() == grant.incarnation()
        || (result.getIncarnation() > grant.incarnation()
            && result.getResult() == ResultKind.STOPPED);
  }
}
