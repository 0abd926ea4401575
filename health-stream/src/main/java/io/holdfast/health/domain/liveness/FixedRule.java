package io.holdfast.health.domain.liveness;

import static io.holdfast.health.domain.liveness.Incarnation.NANOS_PER_MILLI;

/**
 * The policy's constants. A node whose own timer was late is given as much longer, up to twice the
 * constant: it told us that it is slow (the idea of local health is Lifeguard's: Dadgar, Phillips,
 * Currey, 2017).
 */
final class FixedRule implements DeadlineRule {

  static final FixedRule INSTANCE = new FixedRule();

  private FixedRule() {}

  @Override
  public long suspectAfter(Incarnation incarnation) {
    return widened(incarnation, incarnation.pool.policy.getSuspectAfterMillis());
  }

  @Override
  public long deadAfter(Incarnation incarnation) {
    return widened(incarnation, incarnation.pool.policy.getDeadAfterMillis());
  }

  @Override
  public void arrived(Incarnation incarnation, long gap) {
    // A constant learns nothing.
  }

  private static long widened(Incarnation incarnation, int millis) {
    return (millis + (long) Math.min(millis, incarnation.latenessMillis)) * NANOS_PER_MILLI;
  }
}
