package io.holdfast.cli.policy;

import io.holdfast.records.BalancePolicy;
import io.holdfast.records.Detector;
import io.holdfast.records.GuardPolicy;
import io.holdfast.records.LivenessPolicy;
import io.holdfast.records.PlacementStrategy;
import io.holdfast.records.PoolMode;
import io.holdfast.records.PoolPolicy;
import io.holdfast.runtime.config.Configuration;
import io.holdfast.runtime.config.Default;
import io.holdfast.runtime.config.Describe;
import io.holdfast.runtime.config.DurationText;
import io.holdfast.runtime.config.InvalidSetting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The file of {@code policy apply}: one pool's policy. What it leaves out has the value that holds
 * for pools without a policy.
 */
public record PolicyFile(
    @Describe("pool that it is for") String pool,
    @Describe("what the dispatcher may do") @Default("act") PoolMode mode,
    @Describe("how nodes are chosen") @Default("balance") PlacementStrategy strategy,
    @Describe("when silence becomes a verdict") Liveness liveness,
    @Describe("when uneven load becomes a plan, and how much may move") Balance balance,
    @Describe("when a wave of deaths is not trusted") Guards guards) {

  public PolicyFile {
    InvalidSetting.unless(!pool.isBlank(), "pool", "empty", "the name of a pool");
  }

  /**
   * Reads one.
   *
   * @throws io.holdfast.runtime.config.ConfigurationException with file, line and field
   */
  public static PolicyFile read(Path file) {
    return Configuration.of(PolicyFile.class).file(file).load().value();
  }

  public PoolPolicy policy(long version, String reason, String by) {
    return PoolPolicy.newBuilder()
        .setPool(pool)
        .setVersion(version)
        .setMode(mode)
        .setStrategy(strategy)
        .setLiveness(liveness.policy())
        .setBalance(balance.policy())
        .setGuards(guards.policy())
        .setReason(reason)
        .setBy(by)
        .build();
  }

  record Liveness(
      @Describe("how deadlines are computed") @Default("accrual") Detector detector,
      @Describe("silence after which a node is SUSPECT") @Default("3s") Duration suspectAfter,
      @Describe("silence after which a node is DEAD; with accrual at the latest") @Default("15s")
          Duration deadAfter,
      @Describe("the same while many nodes are silent at once") @Default("18s")
          Duration correlatedDeadAfter) {

    Liveness {
      positive("suspectAfter", suspectAfter);
      InvalidSetting.unless(
          deadAfter.compareTo(suspectAfter) > 0,
          "deadAfter",
          text(deadAfter),
          "longer than suspect-after, " + text(suspectAfter));
      InvalidSetting.unless(
          correlatedDeadAfter.compareTo(deadAfter) >= 0,
          "correlatedDeadAfter",
          text(correlatedDeadAfter),
          "at least dead-after, " + text(deadAfter));
      InvalidSetting.unless(
          correlatedDeadAfter.toMillis() <= Integer.MAX_VALUE,
          "correlatedDeadAfter",
          text(correlatedDeadAfter),
          "less than 24 days");
    }

    LivenessPolicy policy() {
      return LivenessPolicy.newBuilder()
          .setDetector(detector)
          .setSuspectAfterMillis((int) suspectAfter.toMillis())
          .setDeadAfterMillis((int) deadAfter.toMillis())
          .setCorrelatedDeadAfterMillis((int) correlatedDeadAfter.toMillis())
          .build();
    }
  }

  record Balance(
      @Describe("degree under which a window counts as uneven") @Default("0.7")
          double degreeThreshold,
      @Describe("maximum utilisation under which unevenness is not worth a move") @Default("0.3")
          double minimumLoad,
      @Describe("uneven windows in a row before a plan is made") @Default("2") int windows,
      @Describe("least fall of the maximum utilisation that justifies a plan") @Default("0.05")
          double minimumGain,
      @Describe("how long a moved workload and its nodes are left alone") @Default("60s")
          Duration cooldown,
      @Describe("moves under way at once in the pool") @Default("4") int maxMovesInFlight,
      @Describe("moves under way at once that touch one node") @Default("2") int maxMovesPerNode) {

    Balance {
      share("degreeThreshold", degreeThreshold);
      share("minimumLoad", minimumLoad);
      share("minimumGain", minimumGain);
      atLeastOne("windows", windows);
      atLeastOne("maxMovesInFlight", maxMovesInFlight);
      atLeastOne("maxMovesPerNode", maxMovesPerNode);
    }

    BalancePolicy policy() {
      return BalancePolicy.newBuilder()
          .setDegreeThreshold(degreeThreshold)
          .setMinimumLoad(minimumLoad)
          .setWindows(windows)
          .setMinimumGain(minimumGain)
          .setCooldownMillis(cooldown.toMillis())
          .setMaxMovesInFlight(maxMovesInFlight)
          .setMaxMovesPerNode(maxMovesPerNode)
          .build();
    }
  }

  record Guards(
      @Describe("share of the pool's nodes whose deaths within the window trip the breaker")
          @Default("0.3")
          double breakerShare,
      @Describe("least number of deaths that may trip it") @Default("5") int breakerCount,
      @Describe("window over which deaths are counted") @Default("60s") Duration breakerWindow,
      @Describe("share of one zone's nodes whose deaths are a zone outage") @Default("0.8")
          double zoneOutageShare,
      @Describe("workloads that may fail over in a minute") @Default("600") int failoversPerMinute,
      @Describe("how far behind the verdicts may be before failovers are held") @Default("10s")
          Duration maxJudgementLag,
      @Describe("reset a tripped breaker when the nodes have been back for so long")
          Optional<Duration> autoReset) {

    Guards {
      share("breakerShare", breakerShare);
      atLeastOne("breakerCount", breakerCount);
      positive("breakerWindow", breakerWindow);
      share("zoneOutageShare", zoneOutageShare);
      atLeastOne("failoversPerMinute", failoversPerMinute);
      positive("maxJudgementLag", maxJudgementLag);
    }

    GuardPolicy policy() {
      return GuardPolicy.newBuilder()
          .setBreakerShare(breakerShare)
          .setBreakerCount(breakerCount)
          .setBreakerWindowMillis(breakerWindow.toMillis())
          .setZoneOutageShare(zoneOutageShare)
          .setFailoversPerMinute(failoversPerMinute)
          .setMaxJudgementLagMillis(maxJudgementLag.toMillis())
          .setAutoResetMillis(autoReset.map(Duration::toMillis).orElse(null))
          .build();
    }
  }

  private static void share(String component, double value) {
    InvalidSetting.unless(value >= 0 && value <= 1, component, value, "a share from 0 to 1");
  }

  private static void atLeastOne(String component, int value) {
    InvalidSetting.unless(value >= 1, component, value, "at least 1");
  }

  private static void positive(String component, Duration value) {
    InvalidSetting.unless(value.toMillis() > 0, component, text(value), "at least 1ms");
  }

  private static String text(Duration duration) {
    return DurationText.print(duration);
  }
}
