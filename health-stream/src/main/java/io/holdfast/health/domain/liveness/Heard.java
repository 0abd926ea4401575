package io.holdfast.health.domain.liveness;

import io.holdfast.records.Heartbeat;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.records.NodeState;

/**
 * What of an incarnation every heartbeat reads or writes. A class of its own because the fields of
 * a superclass come first in memory: a heartbeat waits for two or three lines of the cache, not for
 * all that an incarnation takes, and waiting is most of what it costs.
 */
abstract class Heard {

  /** A lateness loses a thirty-second with each beat: half of it within 22. */
  private static final int LATENESS_FADES = 5;

  /** Deviation of a node that no pulse has come after yet. */
  static final float NEVER_SEEN = -1;

  private static final long SETTLED = Long.MAX_VALUE;

  /** Fingerprints of the node's id. */
  final long first;

  final long second;
  final long number;
  private final long boot;
  final Pool pool;
  final int intervalMillis;
  final int leaseMillis;

  long sequence;
  HeartbeatMode mode;

  /** How late its timer was: the worst of late, less by a part with each beat. */
  int latenessMillis;

  long skewMillis;
  long heardAtMillis;

  /**
   * Mean deviation of its gaps from its interval, for detectors that learn; 0 before the first gap,
   * {@link #NEVER_SEEN} before the first pulse.
   */
  float deviationMillis = NEVER_SEEN;

  /**
   * Observed time at the first pulse after the newest heartbeat; after the one before while that is
   * not settled, see {@link #settle}.
   */
  long seen;

  /** The number of that pulse until it is settled. */
  private long seenAtPulse = SETTLED;

  /** Graces that had begun when it was heard last. */
  int gracesBegun;

  NodeState state = NodeState.ALIVE;

  /** Silent past its suspect deadline. */
  boolean overdue;

  /** What is unusual about the node; null for nearly all. */
  Trouble trouble;

  /** Where it waits, see Wheel. */
  long tick = Wheel.NOT_ARMED;

  Heard(String node, Pool pool, long number, String bootId, int intervalMillis, int leaseMillis) {
    this.first = Fingerprint.first(node);
    this.second = Fingerprint.second(node);
    this.number = number;
    this.boot = Fingerprint.first(bootId);
    this.pool = pool;
    this.intervalMillis = intervalMillis;
    this.leaseMillis = leaseMillis;
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

  /** Was heard: it is seen at the pulse to come. What came before must be settled. */
  void awaitPulse(PulseTimes pulses) {
    seenAtPulse = pulses.next();
  }

  /** Heard, and no pulse since. */
  boolean isPending(PulseTimes pulses) {
    return seenAtPulse == pulses.next();
  }

  /** Takes note of the pulse after the newest heartbeat, if that has passed. */
  final void settle(PulseTimes pulses) {
    if (seenAtPulse < pulses.next()) {
      long pulse = pulses.at(seenAtPulse);
      arrived(pulse - seen);
      seen = pulse;
      seenAtPulse = SETTLED;
    }
  }

  /** The same for this one and its earlier incarnations. */
  final void settleAll(PulseTimes pulses) {
    settle(pulses);
    if (trouble != null) {
      trouble.earlier.forEach(earlier -> earlier.settle(pulses));
    }
  }

  /** Heard so long after the heartbeat before, nanoseconds. */
  abstract void arrived(long gap);

  /** Whether these are the fingerprints of its node's id. */
  boolean isOf(long first, long second) {
    return this.first == first && this.second == second;
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
}
