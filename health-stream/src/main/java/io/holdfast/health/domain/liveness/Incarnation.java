package io.holdfast.health.domain.liveness;

import io.holdfast.records.Heartbeat;
import io.holdfast.records.LogPosition;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.StatusCause;

/**
 * What is known of one incarnation of one node. A plain bag of fields, one for each node of the
 * fleet: its size is the heap that a node costs. Times in nanoseconds of observed time unless named
 * otherwise. Here is what a heartbeat leaves alone; what it reads and writes is in {@link Heard}.
 */
final class Incarnation extends Heard {

  static final long NO_PREDECESSOR = Long.MIN_VALUE;

  static final long NANOS_PER_MILLI = 1_000_000L;

  final String node;
  final long predecessor;
  final String bootId;

  // Judged.
  StatusCause cause = StatusCause.JOINED;

  /** Kept SUSPECT past its deadline because many others are overdue too. */
  boolean held;

  long decidedOffset;
  long decidedAtMillis;
  long decidedObservedMillis;
  int decidedSilenceMillis;
  int decidedDeadlineMillis;

  /** Scratch of one pulse: already among those to be judged; fell overdue just now. */
  boolean listed;

  boolean fell;

  Incarnation(
      String node,
      Pool pool,
      long number,
      long predecessor,
      String bootId,
      int intervalMillis,
      int leaseMillis) {
    super(node, pool, number, bootId, intervalMillis, leaseMillis);
    this.node = node;
    this.predecessor = predecessor;
    this.bootId = bootId;
  }

  static Incarnation of(Heartbeat first, Pool pool) {
    Long predecessor = first.getPredecessor();
    return new Incarnation(
        first.getNode(),
        pool,
        first.getIncarnation(),
        predecessor == null ? NO_PREDECESSOR : predecessor,
        first.getBootId(),
        first.getIntervalMillis(),
        first.getLeaseMillis());
  }

  @Override
  void arrived(long gap) {
    DeadlineRule.of(pool.policy.getDetector()).arrived(this, gap);
  }

  NodeStatus status(LogPosition decidedAt) {
    return NodeStatus.newBuilder()
        .setNode(node)
        .setPool(pool.name)
        .setIncarnation(number)
        .setPredecessor(predecessor == NO_PREDECESSOR ? null : predecessor)
        .setBootId(bootId)
        .setState(state)
        .setCause(cause)
        .setMode(mode)
        .setDecidedAt(decidedAt)
        .setSilenceMillis(decidedSilenceMillis)
        .setDeadlineMillis(decidedDeadlineMillis)
        .setObservedMillis(decidedObservedMillis)
        .setDecidedAtMillis(decidedAtMillis)
        .setHeardAtMillis(heardAtMillis)
        .setSequence(sequence)
        .setIntervalMillis(intervalMillis)
        .setLeaseMillis(leaseMillis)
        .setClockSkewMillis(skewMillis)
        .build();
  }
}
