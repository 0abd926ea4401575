package io.holdfast.agent.config;

import io.holdfast.runtime.config.Default;
import io.holdfast.runtime.config.Describe;
import io.holdfast.runtime.config.DurationText;
import io.holdfast.runtime.config.InvalidSetting;
import java.time.Duration;
import java.util.Optional;

/** How the agent says that it is alive. Fixed for an incarnation. */
public record HeartbeatConfig(
    @Describe("interval 1s and lease 25s (`default`), or 200ms and 2s (`fast`)") @Default("default")
        Profile profile,
    @Describe("time between heartbeats; unset: the profile's") Optional<Duration> interval,
    @Describe(
            "how long the agent may go without proof that it is heard and hears; unset: the"
                + " profile's")
        Optional<Duration> lease) {

  /** Broker session, election and reconnection on Kafka's defaults. */
  private static final Duration CLUSTER_FAILOVER = Duration.ofSeconds(20);

  public HeartbeatConfig {
    Duration every = interval.orElse(profile.interval());
    Duration leased = lease.orElse(profile.lease());
    InvalidSetting.unless(
        every.toMillis() >= 50 && every.toMillis() <= 60_000,
        "interval",
        DurationText.print(every),
        "50ms to 1m");
    InvalidSetting.unless(
        leased.compareTo(every.multipliedBy(4)) >= 0,
        "lease",
        DurationText.print(leased),
        "at least four intervals");
    InvalidSetting.unless(
        profile == Profile.FAST || leased.compareTo(CLUSTER_FAILOVER) >= 0,
        "lease",
        DurationText.print(leased),
        "at least 20s, which a failover of the cluster takes, or the profile fast");
  }

  public Duration effectiveInterval() {
    return interval.orElse(profile.interval());
  }

  public Duration effectiveLease() {
    return lease.orElse(profile.lease());
  }

  /** Pool, interval and lease in words: what is fixed for an incarnation. */
  public String terms(String pool) {
    return "pool=%s interval=%s lease=%s"
        .formatted(
            pool, DurationText.print(effectiveInterval()), DurationText.print(effectiveLease()));
  }

  /** How often the end of the assignments is asked for, which proves that the agent hears. */
  public Duration questionEach() {
    Duration sixteenth = effectiveLease().dividedBy(16);
    return sixteenth.compareTo(effectiveInterval()) > 0 ? sixteenth : effectiveInterval();
  }

  /** How long one request may take: the next heartbeat is the retry. */
  public Duration requestTimeout() {
    return effectiveLease().dividedBy(4);
  }
}
