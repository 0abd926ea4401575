package io.holdfast.agent.domain;

/**
 * When probes become a verdict.
 *
 * @param failures probes in a row that must fail before a workload is unhealthy
 * @param successes probes in a row that must pass before a workload counts as started
 * @param startGraceNanos how long after its launch failures do not count, unless it passed before
 */
public record HealthPolicy(int failures, int successes, long startGraceNanos) {

  public HealthPolicy {
    if (failures < 1 || successes < 1 || startGraceNanos < 0) {
      throw new IllegalArgumentException(
          "health needs failures >= 1, successes >= 1, start grace >= 0");
    }
  }
}
