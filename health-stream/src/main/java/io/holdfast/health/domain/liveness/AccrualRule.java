package io.holdfast.health.domain.liveness;

import static io.holdfast.health.domain.liveness.Incarnation.NANOS_PER_MILLI;

import io.holdfast.records.LivenessPolicy;

/**
 * Deadlines from how irregularly a node is heard: the φ accrual detector (Hayashibara, Défago,
 * Yared, Katayama: The φ Accrual Failure Detector, 2004), turned round into one deadline at each
 * heartbeat.
 *
 * <p>Gaps between heartbeats have long tails, not normal ones. Let a gap exceed the interval by
 * more than t with the probability (1 + t/s)^−α (Lomax), with a scale s of each node's own. The
 * fewest mistakes at a given mean detection time are made where all nodes have the same density of
 * mistakes at their deadline, α/s · (1 + t/s)^−(α+1), so t grows with s^(α/(α+1)). With α = 1.5
 * that is s^0.6. So
 *
 * <pre>
 *  deadline = interval + 3 intervals (lost beats tell nothing) + 8.5 s · (deviation / 1 s)^0.6
 * </pre>
 *
 * <p>The deviation, which stands for s, is the mean |gap − interval|, exponentially weighted over
 * about 64 gaps; one gap counts for at most 24 deviations. A timer that is late announces pauses
 * however regular the node was: each millisecond of it widens the deadline by 32. The factors and
 * the weights were measured: {@code holdfast bench liveness}. Bounded by the policy: DEAD not
 * before its suspect time and not after its dead time. SUSPECT is as in {@link FixedRule}, but not
 * after DEAD.
 */
final class AccrualRule implements DeadlineRule {

  static final AccrualRule INSTANCE = new AccrualRule();

  private static final float WEIGHT = 1f / 64;
  private static final float MOST_DEVIATIONS = 24;
  private static final double FACTOR_MILLIS = 8_500;
  private static final double EXPONENT = 0.6;
  private static final int INTERVALS = 4;
  private static final long PAUSE_FOR_LATENESS = 32;

  /** A regular node seems irregular by that much, because pulses come so far apart. */
  private static final float USUAL_DEVIATION = 60;

  /** Of a node whose first gap is still to come. */
  private static final float UNKNOWN = 0;

  private static final float LEAST_DEVIATION = 1;

  /** What is assumed of a node before its first gap. */
  private static final float FIRST_DEVIATION = 100;

  private AccrualRule() {}

  @Override
  public long suspectAfter(Incarnation incarnation) {
    LivenessPolicy policy = incarnation.pool.policy;
    long widened = FixedRule.widened(incarnation, policy.getSuspectAfterMillis());
    // Of what bounds deadAfter only this can be less, and a power at each beat is dear.
    return Math.min(widened, policy.getDeadAfterMillis() * NANOS_PER_MILLI);
  }

  @Override
  public long deadAfter(Incarnation incarnation) {
    LivenessPolicy policy = incarnation.pool.policy;
    if (incarnation.deviationMillis <= UNKNOWN) {
      return policy.getDeadAfterMillis() * NANOS_PER_MILLI; // heard once, nothing is known of it
    }
    long least = Math.max(learnedMillis(incarnation), policy.getSuspectAfterMillis());
    long widened = least + PAUSE_FOR_LATENESS * incarnation.latenessMillis;
    return Math.min(widened, policy.getDeadAfterMillis()) * NANOS_PER_MILLI;
  }

  private static long learnedMillis(Incarnation incarnation) {
    double irregular = StrictMath.pow(incarnation.deviationMillis / 1_000, EXPONENT);
    return INTERVALS * (long) incarnation.intervalMillis + (long) (FACTOR_MILLIS * irregular);
  }

  @Override
  public void arrived(Incarnation incarnation, long gap) {
    float before = incarnation.deviationMillis;
    if (before == Heard.NEVER_SEEN) {
      incarnation.deviationMillis = UNKNOWN; // it joined, which tells of no gap
      return;
    }
    before = before == UNKNOWN ? FIRST_DEVIATION : before;
    float deviation = Math.abs((float) gap / NANOS_PER_MILLI - incarnation.intervalMillis);
    float counted = Math.min(deviation, MOST_DEVIATIONS * Math.max(before, USUAL_DEVIATION));
    incarnation.deviationMillis = Math.max(LEAST_DEVIATION, before + WEIGHT * (counted - before));
  }
}
