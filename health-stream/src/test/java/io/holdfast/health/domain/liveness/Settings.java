package io.holdfast.health.domain.liveness;

import io.holdfast.records.Detector;
import io.holdfast.records.LivenessPolicy;
import io.holdfast.schemas.time.Profile;
import java.time.Duration;

/** Settings of tests. */
public final class Settings {

  private Settings() {}

  /** Deadlines that a test can reckon with. */
  public static LivenessSettings fixed() {
    return LivenessSettings.of(Profile.DEFAULT)
        .withPolicy(new LivenessPolicy(Detector.FIXED, 3_000, 6_000, 18_000));
  }

  public static LivenessSettings forgettingAfter(Duration forgetAfter) {
    return forgettingAfter(forgetAfter, Profile.DEFAULT);
  }

  static LivenessSettings forgettingAfter(Duration forgetAfter, Profile profile) {
    LivenessSettings d = LivenessSettings.of(profile);
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
