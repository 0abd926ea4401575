package io.holdfast.agent.config;

import io.holdfast.agent.domain.RestartPolicy;
import io.holdfast.runtime.config.Default;
import io.holdfast.runtime.config.Describe;
import io.holdfast.runtime.config.InvalidSetting;
import java.time.Duration;

/** How often a failed workload is started again here before it is given back. */
public record RestartConfig(
    @Describe("starts after failures in a row; then the workload is FAILED here") @Default("3")
        int limit,
    @Describe("wait before the first; doubles with each") @Default("500ms") Duration firstBackOff,
    @Describe("longest wait") @Default("10s") Duration longestBackOff,
    @Describe("a run of this length forgives the failures before it") @Default("1m")
        Duration stableAfter) {

  public RestartConfig {
    InvalidSetting.unless(limit >= 0, "limit", limit, "0 or more");
    InvalidSetting.unless(
        firstBackOff.toNanos() > 0, "firstBackOff", firstBackOff, "more than nothing");
    InvalidSetting.unless(
        longestBackOff.compareTo(firstBackOff) >= 0,
        "longestBackOff",
        longestBackOff,
        "at least first-back-off");
    InvalidSetting.unless(
        stableAfter.toNanos() > 0, "stableAfter", stableAfter, "more than nothing");
  }

  public RestartPolicy policy() {
    return new RestartPolicy(
        limit, firstBackOff.toNanos(), longestBackOff.toNanos(), stableAfter.toNanos());
  }
}
