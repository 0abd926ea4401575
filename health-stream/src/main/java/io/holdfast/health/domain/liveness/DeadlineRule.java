package io.holdfast.health.domain.liveness;

import io.holdfast.records.Detector;

/**
 * How long an incarnation may be silent. Asked whenever its deadline is looked at, so it must be
 * cheap, and depend on nothing but the incarnation and its pool's policy.
 */
interface DeadlineRule {

  /** Silence after which it is SUSPECT, nanoseconds. */
  long suspectAfter(Incarnation incarnation);

  /** Silence after which it is DEAD, nanoseconds; not less than {@link #suspectAfter}. */
  long deadAfter(Incarnation incarnation);

  /** Takes note of a heartbeat that came so long after the one before it, nanoseconds. */
  void arrived(Incarnation incarnation, long gap);

  static DeadlineRule of(Detector detector) {
    return detector == Detector.ACCRUAL ? AccrualRule.INSTANCE : FixedRule.INSTANCE;
  }
}
