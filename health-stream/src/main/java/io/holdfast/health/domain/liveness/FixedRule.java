package io.holdfast.health.domain.liveness;

import static io.holdfast.health.domain.liveness.Incarnation.NANOS_PER_MILLI;

/**
 * The policy's constants. A node whose own timer was late is given longer, up to twice the
 * constant, as long as that is remembered: it told us that it is slow (the idea of local health is
 * Lifeguard's: Dadgar, Phillips, Currey, 2017).
 */
final class FixedRule implements DeadlineRule {

  private static final int PAUSE_FOR_LATENESS = 8;

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

  /** A timer that is late by some hundred milliseconds announces pauses of seconds. */
  static long widened(Incarnation incarnation, int millis) {
    long more = (long) PAUSE_FOR_LATENESS * incarnation.latenessMillis;
    return (millis + Math.min(millis, more)) * NANOS_PER_MILLI;
  }
}
