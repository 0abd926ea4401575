package io.holdfast.health.domain;

import io.holdfast.records.Pulse;
import java.util.Optional;

/** What a pulse must hold to move the time of any fold. */
public final class PlausiblePulse {

  private static final int LONGEST_NAME = 255;

  private PlausiblePulse() {}

  /** Why a pulse is not taken, if it is not. Its clock is judged by observed time. */
  public static Optional<Refusal> refusal(String key, Pulse pulse) {
    if (key != null) {
      return Optional.of(Refusal.KEY_ON_PULSE_OR_MARK);
    }
    return pulse.getPulser().length() > LONGEST_NAME
        ? Optional.of(Refusal.TEXT_TOO_LONG)
        : Optional.empty();
  }
}
