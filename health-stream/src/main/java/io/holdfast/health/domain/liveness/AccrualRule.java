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
 *  deadline = interval + 3 intervals (lost beats tell nothing) + 9 s · (deviation / 1 s)^0.6
 * </pre>
 *
 * <p>The deviation, which stands for s, is the mean |gap − interval|, exponentially weighted over
 * about 32 gaps; one gap counts for at most 24 deviations. The factor and the weights were
 * measured: {@code holdfast bench liveness}. Bounded by the policy: SUSPECT at its suspect time,
 * DEAD not before that and not after its dead time. Late timers widen both as in {@link FixedRule}.
 */
final class AccrualRule implements DeadlineRule {

  static final AccrualRule INSTANCE = new AccrualRule();

  private static final float WEIGHT = 1f / 32;
  private static final float MOST_DEVIATIONS = 24;
  private static final double FACTOR_MILLIS = 9_000;
  private static final double EXPONENT = 0.6;
  private static final int INTERVALS = 4;

  /** A regular node seems irregular by that much, because pulses come so far apart. */
  private static final float LEAST_DEVIATION = 60;

  /** What is assumed of a node that was heard once. */
  private static final float FIRST_DEVIATION = 100;

  private AccrualRule() {}

  @Override
  public long suspectAfter(Incarnation incarnation) {
    return FixedRule.widened(incarnation, incarnation.pool.policy.getSuspectAfterMillis());
  }

  @Override
  public long deadAfter(Incarnation incarnation) {
    LivenessPolicy policy = incarnation.pool.policy;
    int learned =
        incarnation.learnedMillis == 0 ? policy.getDeadAfterMillis() : incarnation.learnedMillis;
    int least = Math.max(learned, policy.getSuspectAfterMillis());
    return FixedRule.widened(incarnation, Math.min(least, policy.getDeadAfterMillis()));
  }

  @Override
  public void arrived(Incarnation incarnation, long gap) {
    if (incarnation.learnedMillis == 0) {
      incarnation.deviationMillis = FIRST_DEVIATION;
    }
    float before = incarnation.deviationMillis;
    float deviation = Math.abs((float) gap / NANOS_PER_MILLI - incarnation.intervalMillis);
    float counted = Math.min(deviation, MOST_DEVIATIONS * Math.max(before, LEAST_DEVIATION));
    incarnation.deviationMillis = before + WEIGHT * (counted - before);
    double irregular = StrictMath.pow(incarnation.deviationMillis / 1_000, EXPONENT);
    incarnation.learnedMillis =
        (int) (INTERVALS * (long) incarnation.intervalMillis + FACTOR_MILLIS * irregular);
  }
}
