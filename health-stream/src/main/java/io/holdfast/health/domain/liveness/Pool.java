package io.holdfast.health.domain.liveness;

import io.holdfast.records.LivenessPolicy;
import io.holdfast.records.NodeState;

/** What nodes of one pool share in a partition: the policy they are judged by, and their count. */
final class Pool {

  private static final int STATES = NodeState.values().length;

  final String name;

  /** Version of the policy mark in force; 0 where there was none. */
  long version;

  LivenessPolicy policy;

  /** Its place among the pools of a state being written. */
  int index;

  private final int[] nodes = new int[STATES];

  Pool(String name, LivenessPolicy policy) {
    this.name = name;
    this.policy = policy;
  }

  void count(NodeState state, int change) {
    nodes[state.ordinal()] += change;
  }

  int nodes(NodeState state) {
    return nodes[state.ordinal()];
  }
}
