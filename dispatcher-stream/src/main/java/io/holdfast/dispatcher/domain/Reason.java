package io.holdfast.dispatcher.domain;

/**
 * Why something was decided, held or refused: one word, the same in decisions, metrics and the CLI.
 */
public enum Reason {
  /** A workload that ran nowhere yet. */
  NEW,
  /** Its program or its fencing changed, so it starts anew. */
  SPEC_CHANGED,
  NODE_DEAD,
  NODE_ENDED,
  NODE_LEFT,
  /** The node's agent began a new incarnation, which runs nothing yet. */
  NODE_RESTARTED,
  /** The node stopped it without being asked. */
  STOPPED_BY_NODE,
  /** It could not be started or kept running. */
  FAILED,
  /** The node would not start it. */
  REFUSED_BY_NODE,
  UNEVEN_LOAD,
  NODE_DRAINED,
  ASKED_BY_OPERATOR,
  REMOVED,
  /** A move was under way, and its target goes on. */
  MOVE_UNDER_WAY,

  /** Held: the node's silence was announced. */
  IN_MAINTENANCE,
  /** Held: health-stream is behind its log, or its verdict was late. */
  JUDGEMENT_LAGS,
  /** Held: too many nodes died within the window. */
  BREAKER_TRIPPED,
  /** Held: the failovers of this minute are spent. */
  FAILOVER_LIMIT,
  /** Held: dropped with a reset of the breaker. */
  DISCARDED,
  /** Held: no proof yet that its lease is over. */
  LEASE_NOT_OVER,
  /** Held: two incarnations of its node beat at once. */
  IN_CONFLICT,
  /** Held: it failed too often in a row. */
  RETRIES_EXHAUSTED,
  /** Held: the move's target was lost, so it stays. */
  TARGET_LOST,
  /** Held: the move's target failed to start it, so it stays. */
  TARGET_FAILED,
  /** Held: the move's target did not answer, so it stays. */
  TARGET_SILENT,
  /** Held: the planned target can not take it any more. */
  TARGET_UNFIT,
  /** Held: a drain's deadline passed with work still on the node. */
  DRAIN_LATE,

  /** No node of the pool is open to new work. */
  NO_OPEN_NODE,
  /** Every open node is ruled out; the candidates say by what. */
  NO_FEASIBLE_NODE,

  IMPOSSIBLE_SPEC,
  IMPOSSIBLE_POLICY,
  IMPOSSIBLE_OPERATION,
  VERSION_NOT_NEWER,
  UNKNOWN_NODE,
  UNKNOWN_WORKLOAD,
  NOT_MOVABLE,

  /** The breaker closed by an operator's word, and what was held goes on. */
  RESET_REPLAY,
  /** The breaker closed by an operator's word, and what was held is dropped. */
  RESET_DISCARD,
  /** The breaker closed by itself, as the nodes are back. */
  RESET_BY_ITSELF,
  /** The deaths are one zone's outage, which is failed over as planned. */
  ZONE_OUTAGE,

  GAIN_TOO_SMALL,
  MOVES_UNDER_WAY
}
