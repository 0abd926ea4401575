package io.holdfast.agent.config;

import io.holdfast.runtime.config.Default;
import io.holdfast.runtime.config.Describe;
import io.holdfast.runtime.config.InvalidSetting;
import java.time.Duration;

/** How load is measured. */
public record SampleConfig(
    @Describe("time between load samples") @Default("2s") Duration interval,
    @Describe(
            "what counts as the node's load: all that the `host` does, or only its own `workloads`,"
                + " for nodes that share a machine")
        @Default("host")
        Source source,
    @Describe("command that answers as nvidia-smi does; empty: this node has no GPUs")
        @Default("nvidia-smi")
        String gpuCommand) {

  /** Whose load it is. */
  public enum Source {
    HOST,
    WORKLOADS
  }

  public SampleConfig {
    InvalidSetting.unless(
        interval.toMillis() >= 100 && interval.toMillis() <= 600_000,
        "interval",
        interval,
        "100ms to 10m");
  }
}
