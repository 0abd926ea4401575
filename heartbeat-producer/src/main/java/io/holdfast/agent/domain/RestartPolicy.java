package io.holdfast.agent.domain;

/**
 * How often a workload that fails is started again on this node before it is given back: at most
 * {@code limit} times in a row, the n-th after {@code firstBackOff · 2^(n-1)}, never longer than
 * {@code longestBackOff}. A run that lasted {@code stableAfter} forgives what was before. All
 * durations in nanoseconds.
 */
public record RestartPolicy(int limit, long firstBackOff, long longestBackOff, long stableAfter) {

  public RestartPolicy {
    if (limit < 0 || firstBackOff <= 0 || longestBackOff < firstBackOff || stableAfter <= 0) {
      throw new IllegalArgumentException(
          "restarts need limit >= 0, 0 < first back-off <= longest back-off, stable after > 0");
    }
  }

  /** Whether the workload is given back after this many failures in a row. */
  boolean isExhausted(int failures) {
    return failures > limit;
  }

  /** How long to wait after this many failures in a row, from 1. */
  long backOff(int failures) {
    int doublings = Math.min(failures - 1, 40);
    return firstBackOff > (longestBackOff >> doublings)
        ? longestBackOff
        : firstBackOff << doublings;
  }
}
