package io.holdfast.dispatcher.domain;

import io.holdfast.dispatcher.domain.state.Grant;
import io.holdfast.dispatcher.domain.state.NodeEntry;
import io.holdfast.dispatcher.domain.state.Spec;
import io.holdfast.records.Fencing;

/**
 * When a workload may be placed elsewhere. The one place where fencing decides anything.
 *
 * <p>A workload without a lease may go as soon as its incarnation is not live: running twice for a
 * while is allowed by the operator's own word. A leased one may go only on proof that it is over.
 */
final class Proof {

  private Proof() {}

  /** Whether a workload that was granted to this incarnation may start elsewhere. */
  static boolean permits(Spec spec, Grant grant, NodeEntry node) {
    if (spec.fencing() == Fencing.NONE) {
      return !node.isLive(grant.incarnation());
    }
    return node.liveness() != null
        && node.liveness().incarnation() == grant.incarnation()
        && node.liveness().isOver();
  }

  /** Whether a workload with this spec can be kept safe; null when it can, else why not. */
  static String refusal(Spec spec) {
    return spec.fencing() == Fencing.LEASE
        ? "fencing LEASE is not offered yet: no agent can prove that a lease is over; use NONE"
        : null;
  }
}
