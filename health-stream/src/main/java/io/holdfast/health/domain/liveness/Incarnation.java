package io.holdfast.health.domain.liveness;

import io.holdfast.records.Heartbeat;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.records.LogPosition;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.StatusCause;

/**
 * What is known of one incarnation of one node. A plain bag of fields, one for each node of the
 * fleet: its size is the heap that a node costs. Times in nanoseconds of observed time unless named
 * otherwise.
 */
final class Incarnation {

  static final long NO_PREDECESSOR = Long.MIN_VALUE;

  /** A lateness loses a thirty-second with each beat: half of it within 22. */
  private static final int LATENESS_FADES = 5;

  static final long NANOS_PER_MILLI = 1_000_000L;

  final String node;
  final Pool pool;
  final long number;
  final long predecessor;
  final String bootId;
  private final long boot;

  /** Fingerprints of the node's id. */
  final long first;

  final long second;
  final int intervalMillis;
  final int leaseMillis;

  // Heard.
  long sequence;
  HeartbeatMode mode;

  /** How late its timer was: the worst of late, less by a part with each beat. */
  int latenessMillis;

  long skewMillis;
  long heardAtMillis;

  /** Observed time at the first pulse after the newest heartbeat. */
  long seen;

  /** Graces that were over when it was heard last. */
  int gracesOver;

  /** Heard, and no pulse since. */
  boolean pending;

  /** Mean deviation of its gaps from its interval, for detectors that learn; 0 if unknown. */
  float deviationMillis;

  /** Silence after which it is taken for dead, as learned; 0 if unknown. */
  int learnedMillis;

  // Judged.
  NodeState state = NodeState.ALIVE;
  StatusCause cause = StatusCause.JOINED;

  /** Silent past its suspect deadline. */
  boolean overdue;

  /** Kept SUSPECT past its deadline because many others are overdue too. */
  boolean held;

  long decidedOffset;
  long decidedAtMillis;
  long decidedObservedMillis;
  int decidedSilenceMillis;
  int decidedDeadlineMillis;

  /** What is unusual about the node; null for nearly all. */
  Trouble trouble;

  /** Where it waits, see Wheel. */
  long tick = Wheel.NOT_ARMED;

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
    this.node = node;
    this.pool = pool;
    this.number = number;
    this.predecessor = predecessor;
    this.bootId = bootId;
    this.boot = Fingerprint.first(bootId);
    this.first = Fingerprint.first(node);
    this.second = Fingerprint.second(node);
    this.intervalMillis = intervalMillis;
    this.leaseMillis = leaseMillis;
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

  /** Takes over what a heartbeat says. */
  void hear(Heartbeat heartbeat, long brokerMillis) {
    sequence = heartbeat.getSequence();
    if (mode != heartbeat.getMode()) {
      mode = heartbeat.getMode(); // a reference written is work for the garbage collector
    }
    int fadesBy = latenessMillis + (1 << LATENESS_FADES) - 1 >> LATENESS_FADES;
    int faded = latenessMillis - fadesBy;
    latenessMillis = Math.max(faded, heartbeat.getTimerLatenessMillis());
    skewMillis = heartbeat.getSentAtMillis() - brokerMillis;
    heardAtMillis = brokerMillis;
  }

  /** Compared by a fingerprint: this is asked at each heartbeat. */
  boolean isOfBoot(String other) {
    return boot == Fingerprint.first(other);
  }

  boolean isOver() {
    return state == NodeState.ENDED || state == NodeState.LEFT;
  }

  /** Whether its silence means anything short of the end of its lease. */
  boolean isExpectedToBeat() {
    return mode == HeartbeatMode.NORMAL;
  }

  Trouble troubled() {
    if (trouble == null) {
      trouble = new Trouble();
    }
    return trouble;
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
