package io.holdfast.agent.domain;

/** The probes of one launch of a workload, folded into a verdict. Not thread-safe. */
public final class Health {

  /** What one probe found. */
  public enum Observation {
    PASSED,
    FAILED
  }

  /** What the probes so far mean. */
  public enum Verdict {
    /** Nothing new. */
    UNCHANGED,
    /** It passed often enough for the first time: it counts as started. */
    READY,
    /** It failed often enough: it is to be started anew. */
    UNHEALTHY
  }

  private final HealthPolicy policy;
  private final long launchedAt;
  private boolean ready;
  private int passed;
  private int failed;

  public Health(HealthPolicy policy, long launchedAt) {
    this.policy = policy;
    this.launchedAt = launchedAt;
  }

  /** One probe ended at {@code now}, monotonic nanoseconds. */
  public Verdict observe(Observation observation, long now) {
    return observation == Observation.PASSED ? pass() : fail(now);
  }

  private Verdict pass() {
    failed = 0;
    passed++;
    if (ready || passed < policy.successes()) {
      return Verdict.UNCHANGED;
    }
    ready = true;
    return Verdict.READY;
  }

  private Verdict fail(long now) {
    passed = 0;
    if (!ready && now - launchedAt < policy.startGraceNanos()) {
      return Verdict.UNCHANGED;
    }
    failed++;
    return failed == policy.failures() ? Verdict.UNHEALTHY : Verdict.UNCHANGED;
  }
}
