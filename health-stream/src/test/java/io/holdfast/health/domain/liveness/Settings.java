package io.holdfast.health.domain.liveness;

import io.holdfast.schemas.time.Profile;
import java.time.Duration;

/** Settings of tests. */
public final class Settings {

  private Settings() {}

  public static LivenessSettings forgettingAfter(Duration forgetAfter) {
    LivenessSettings d = LivenessSettings.of(Profile.DEFAULT);
    return new LivenessSettings(
        d.maxStep(),
        d.lease(),
        d.reconnectBudget(),
        d.gracesPerSilence(),
        d.correlatedShare(),
        d.correlatedCount(),
        d.correlationFades(),
        d.policy(),
        d.flaps(),
        d.flapWindow(),
        d.stableAfter(),
        d.progressEvery(),
        d.repeatEvery(),
        forgetAfter);
  }
}
