package io.holdfast.schemas.time;

import io.holdfast.records.Detector;
import java.time.Duration;

/** Durations that belong together, for one kind of cluster. All are observed time. */
public enum Profile {
  /** For any cluster: the lease outlives a leader's failover on Kafka's own defaults. */
  DEFAULT(Detector.ACCRUAL, 1_000, 250, 1_000, 3_000, 15_000, 18_000, 25_000),

  /** For clusters whose failover is known to be shorter than the lease. */
  FAST(Detector.FIXED, 200, 100, 200, 600, 1_000, 3_000, 2_000);

  /** How long agents may take to be heard again after the log was away. */
  public static final Duration RECONNECT_BUDGET = Duration.ofSeconds(10);

  private final Detector detector;
  private final Duration interval;
  private final Duration pulse;
  private final Duration maxStep;
  private final Duration suspectAfter;
  private final Duration deadAfter;
  private final Duration correlatedDeadAfter;
  private final Duration lease;

  Profile(
      Detector detector,
      long interval,
      long pulse,
      long maxStep,
      long suspect,
      long dead,
      long correlated,
      long lease) {
    this.detector = detector;
    this.interval = Duration.ofMillis(interval);
    this.pulse = Duration.ofMillis(pulse);
    this.maxStep = Duration.ofMillis(maxStep);
    this.suspectAfter = Duration.ofMillis(suspect);
    this.deadAfter = Duration.ofMillis(dead);
    this.correlatedDeadAfter = Duration.ofMillis(correlated);
    this.lease = Duration.ofMillis(lease);
  }

  /** How deadlines are computed. */
  public Detector detector() {
    return detector;
  }

  /** Time between two heartbeats of a node. */
  public Duration interval() {
    return interval;
  }

  /** Time between two pulses of a session. */
  public Duration pulse() {
    return pulse;
  }

  /** The longest step of observed time; a longer one is an outage of the observer. */
  public Duration maxStep() {
    return maxStep;
  }

  /** Silence after which a node is SUSPECT. */
  public Duration suspectAfter() {
    return suspectAfter;
  }

  /** Silence after which a node is DEAD; for a detector that learns the longest that it allows. */
  public Duration deadAfter() {
    return deadAfter;
  }

  /** Silence after which a node is DEAD while many others of its partition are silent too. */
  public Duration correlatedDeadAfter() {
    return correlatedDeadAfter;
  }

  /** How long an agent may go without proof that it is heard and hears. */
  public Duration lease() {
    return lease;
  }

  /**
   * What must pass beyond a lease before its incarnation is ENDED: two steps and a tenth of it, for
   * what observed time may gain on an agent's clock.
   */
  public Duration margin(Duration ofLease) {
    return maxStep.multipliedBy(2).plus(ofLease.dividedBy(10));
  }
}
