package io.holdfast.dispatcher.domain.state;

import io.holdfast.records.BalancePolicy;
import io.holdfast.records.GuardPolicy;
import io.holdfast.records.PlacementStrategy;
import io.holdfast.records.PoolMode;
import io.holdfast.records.PoolPolicy;
import io.holdfast.schemas.policy.DefaultPolicy;
import java.util.OptionalLong;

/** What the dispatcher may do in a pool, and how. */
public record Policy(
    long version, PoolMode mode, PlacementStrategy strategy, Balance balance, Guards guards) {

  /** Of a pool whose operator has said nothing. */
  public static final Policy DEFAULT = of(DefaultPolicy.of(""));

  /** When uneven load becomes a plan, and how much may move. */
  public record Balance(
      double degreeThreshold,
      double minimumLoad,
      int windows,
      double minimumGain,
      long cooldownMillis,
      int maxMovesInFlight,
      int maxMovesPerNode) {

    static Balance of(BalancePolicy policy) {
      return new Balance(
          policy.getDegreeThreshold(),
          policy.getMinimumLoad(),
          policy.getWindows(),
          policy.getMinimumGain(),
          policy.getCooldownMillis(),
          policy.getMaxMovesInFlight(),
          policy.getMaxMovesPerNode());
    }
  }

  /** When a wave of deaths is not trusted. */
  public record Guards(
      double breakerShare,
      int breakerCount,
      long breakerWindowMillis,
      double zoneOutageShare,
      int failoversPerMinute,
      long maxJudgementLagMillis,
      Long autoResetMillis) {

    static Guards of(GuardPolicy policy) {
      return new Guards(
          policy.getBreakerShare(),
          policy.getBreakerCount(),
          policy.getBreakerWindowMillis(),
          policy.getZoneOutageShare(),
          policy.getFailoversPerMinute(),
          policy.getMaxJudgementLagMillis(),
          policy.getAutoResetMillis());
    }

    public OptionalLong autoReset() {
      return autoResetMillis == null ? OptionalLong.empty() : OptionalLong.of(autoResetMillis);
    }
  }

  /** The same, with leave to act. */
  public Policy acting() {
    return new Policy(version, PoolMode.ACT, strategy, balance, guards);
  }

  public static Policy of(PoolPolicy policy) {
    return new Policy(
        policy.getVersion(),
        policy.getMode(),
        policy.getStrategy(),
        Balance.of(policy.getBalance()),
        Guards.of(policy.getGuards()));
  }
}
