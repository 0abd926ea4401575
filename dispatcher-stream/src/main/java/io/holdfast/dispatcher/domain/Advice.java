package io.holdfast.dispatcher.domain;

import io.holdfast.dispatcher.domain.state.Grant;
import io.holdfast.dispatcher.domain.state.NodeEntry;
import io.holdfast.dispatcher.domain.state.PoolState;
import io.holdfast.dispatcher.domain.state.WorkloadEntry;
import io.holdfast.records.DecisionKind;

/** In a pool that only advises: tells once which workloads are lost, and moves nothing. */
final class Advice {

  private final Turn turn;
  private final PoolState state;

  Advice(Turn turn) {
    this.turn = turn;
    state = turn.state();
  }

  void advise() {
    state.lost().forEach(id -> advise(state.workload(id)));
  }

  private void advise(WorkloadEntry entry) {
    Grant grant = entry.newest().orElseThrow();
    NodeEntry node = state.node(grant.node());
    String advice = "lost " + grant.node() + " " + grant.incarnation();
    if (advice.equals(entry.advised()) || !state.isLost(grant)) {
      return;
    }
    state.put(entry.advised(advice));
    String why = "advice: node " + node.node() + " is lost, so it should be placed elsewhere";
    turn.explain(DecisionKind.FAILOVER, Reason.NODE_DEAD, why)
        .about(entry.workload())
        .on(node.node())
        .decide();
  }
}
