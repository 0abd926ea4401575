package io.holdfast.schemas.time;

/** What one pulse meant to those who wait for deadlines. */
public enum Passage {
  /** Time went on, or stood because the pulse was not newer or its session still calibrates. */
  STEADY(false),

  /** The first session of all, or of those not forgotten: it is the reference from here on. */
  ALONE(true),

  /** A session calibrated while no other moved time: how long nobody looked is not known. */
  CALIBRATED_ALONE(true),

  /** A jump of more than {@code maxStep}: nobody observed; only {@code maxStep} was counted. */
  OUTAGE(true),

  /** Against a session's own clock, time gained too much within one lease. */
  RAN_FAST(true),

  /**
   * A clock that ran backward or ahead by more than a day is none: time stood, and what the session
   * said before is forgotten.
   */
  ABSURD(false);

  private final boolean beginsGrace;

  Passage(boolean beginsGrace) {
    this.beginsGrace = beginsGrace;
  }

  /**
   * Whether a grace begins: those observed need time to be heard again, so no deadline may fall
   * before now plus the reconnect budget.
   */
  public boolean beginsGrace() {
    return beginsGrace;
  }
}
