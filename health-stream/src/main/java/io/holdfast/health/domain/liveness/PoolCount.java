package io.holdfast.health.domain.liveness;

import io.holdfast.records.NodeState;

/** So many nodes of a pool are in a state. */
public record PoolCount(String pool, NodeState state, int nodes) {}
