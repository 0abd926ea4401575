package io.holdfast.health.domain.liveness;

import io.holdfast.health.domain.Refusal;
import io.holdfast.records.NodeStatus;
import java.util.Map;

/** What is concluded from the records of one partition of heartbeats. */
public sealed interface Verdict {

  /** A new verdict; its identity is (decidedAt, node, incarnation, state). */
  record Fresh(NodeStatus status) implements Verdict {}

  /** A verdict that holds, said again with the same identity. */
  record Repeated(NodeStatus status) implements Verdict {}

  /** A node gone for so long that nothing of it is kept. */
  record Forgotten(String node) implements Verdict {}

  /**
   * Everything up to this record is judged; each second of observed time.
   *
   * @param observedMillis the partition's observed time
   * @param nodes nodes by the name of their state
   */
  record Reached(long observedMillis, Map<String, Long> nodes) implements Verdict {}

  /** The record was not taken and changed nothing. */
  record Refused(Refusal refusal) implements Verdict {}
}
