package io.holdfast.agent.config;

import java.time.Duration;

/** Heartbeat interval and lease that belong together. */
public enum Profile {
  /** Any cluster. */
  DEFAULT(Duration.ofSeconds(1), Duration.ofSeconds(25)),
  /** Clusters whose failover is known to be shorter than the lease. */
  FAST(Duration.ofMillis(200), Duration.ofSeconds(2));

  private final Duration interval;
  private final Duration lease;

  Profile(Duration interval, Duration lease) {
    this.interval = interval;
    this.lease = lease;
  }

  Duration interval() {
    return interval;
  }

  Duration lease() {
    return lease;
  }
}
