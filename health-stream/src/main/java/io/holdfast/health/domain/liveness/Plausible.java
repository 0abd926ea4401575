package io.holdfast.health.domain.liveness;

import io.holdfast.health.domain.Refusal;
import io.holdfast.records.Heartbeat;
import io.holdfast.records.LivenessPolicy;
import io.holdfast.records.PolicyMark;
import java.util.Optional;

/** What a record must hold to be taken, whatever the state. */
final class Plausible {

  private static final int LONGEST_TEXT = 255;
  private static final int HOUR_MILLIS = 3_600_000;
  private static final int DAY_MILLIS = 24 * HOUR_MILLIS;
  private static final long YEAR_2200 = 7_258_118_400_000L;
  private static final long MOST_HEARTBEATS = 1_000_000_000_000L;

  private Plausible() {}

  static Optional<Refusal> heartbeat(String key, Heartbeat heartbeat) {
    String node = heartbeat.getNode();
    Long predecessor = heartbeat.getPredecessor();
    Refusal refusal = null;
    if (node.isEmpty()) {
      refusal = Refusal.NODE_ID_EMPTY;
    } else if (isTooLong(node)
        || isTooLong(heartbeat.getPool())
        || isTooLong(heartbeat.getBootId())) {
      refusal = Refusal.TEXT_TOO_LONG;
    } else if (!node.equals(key)) {
      refusal = Refusal.KEY_IS_NOT_THE_NODE;
    } else if (heartbeat.getPool().isEmpty()) {
      refusal = Refusal.POOL_EMPTY;
    } else if (heartbeat.getBootId().isEmpty()) {
      refusal = Refusal.BOOT_ID_EMPTY;
    } else if (heartbeat.getIncarnation() < 1 || heartbeat.getIncarnation() > YEAR_2200) {
      refusal = Refusal.INCARNATION_ABSURD;
    } else if (predecessor != null
        && (predecessor >= heartbeat.getIncarnation() || predecessor < 1)) {
      refusal = Refusal.PREDECESSOR_NOT_EARLIER;
    } else if (heartbeat.getSequence() < 1 || heartbeat.getSequence() > MOST_HEARTBEATS) {
      refusal = Refusal.SEQUENCE_ABSURD;
    } else if (!isBetween(0, heartbeat.getSentAtMillis(), YEAR_2200)) {
      refusal = Refusal.TIME_ABSURD;
    } else if (!isBetween(10, heartbeat.getIntervalMillis(), HOUR_MILLIS)) {
      refusal = Refusal.INTERVAL_ABSURD;
    } else if (!isBetween(heartbeat.getIntervalMillis(), heartbeat.getLeaseMillis(), DAY_MILLIS)) {
      refusal = Refusal.LEASE_ABSURD;
    } else if (!isBetween(0, heartbeat.getTimerLatenessMillis(), HOUR_MILLIS)) {
      refusal = Refusal.LATENESS_ABSURD;
    }
    return Optional.ofNullable(refusal);
  }

  static Optional<Refusal> mark(String key, PolicyMark mark) {
    if (key != null) {
      return Optional.of(Refusal.KEY_ON_PULSE_OR_MARK);
    }
    if (mark.getPool().isEmpty()) {
      return Optional.of(Refusal.POOL_EMPTY);
    }
    if (isTooLong(mark.getPool())) {
      return Optional.of(Refusal.TEXT_TOO_LONG);
    }
    LivenessPolicy policy = mark.getLiveness();
    boolean inOrder =
        policy.getSuspectAfterMillis() > 0
            && policy.getDeadAfterMillis() >= policy.getSuspectAfterMillis()
            && policy.getCorrelatedDeadAfterMillis() >= policy.getDeadAfterMillis();
    return inOrder ? Optional.empty() : Optional.of(Refusal.POLICY_ABSURD);
  }

  private static boolean isTooLong(String text) {
    return text.length() > LONGEST_TEXT;
  }

  private static boolean isBetween(long least, long value, long most) {
    return least <= value && value <= most;
  }
}
