package io.holdfast.schemas.policy;

import io.holdfast.records.BalancePolicy;
import io.holdfast.records.GuardPolicy;
import io.holdfast.records.LivenessPolicy;
import io.holdfast.records.PlacementStrategy;
import io.holdfast.records.PoolMode;
import io.holdfast.records.PoolPolicy;
import io.holdfast.schemas.time.Profile;
import java.time.Duration;

/** The policy of a pool that has none. */
public final class DefaultPolicy {

  private DefaultPolicy() {}

  /** Version 0, under which decisions name it. */
  public static PoolPolicy of(String pool) {
    return PoolPolicy.newBuilder()
        .setPool(pool)
        .setVersion(0)
        .setMode(PoolMode.ACT)
        .setStrategy(PlacementStrategy.BALANCE)
        .setLiveness(liveness(Profile.DEFAULT))
        .setBalance(balance())
        .setGuards(guards())
        .setReason("built in")
        .setBy("holdfast")
        .build();
  }

  /** The profile's detector and deadlines. */
  public static LivenessPolicy liveness(Profile profile) {
    return new LivenessPolicy(
        profile.detector(),
        millis(profile.suspectAfter()),
        millis(profile.deadAfter()),
        millis(profile.correlatedDeadAfter()));
  }

  public static BalancePolicy balance() {
    return BalancePolicy.newBuilder()
        .setDegreeThreshold(0.7)
        .setMinimumLoad(0.3)
        .setWindows(2)
        .setMinimumGain(0.05)
        .setCooldownMillis(60_000)
        .setMaxMovesInFlight(4)
        .setMaxMovesPerNode(2)
        .build();
  }

  public static GuardPolicy guards() {
    return GuardPolicy.newBuilder()
        .setBreakerShare(0.3)
        .setBreakerCount(5)
        .setBreakerWindowMillis(60_000)
        .setZoneOutageShare(0.8)
        .setFailoversPerMinute(600)
        .setMaxJudgementLagMillis(10_000)
        .setAutoResetMillis(null)
        .build();
  }

  private static int millis(Duration duration) {
    return Math.toIntExact(duration.toMillis());
  }
}
