package io.holdfast.agent.config;

import io.holdfast.runtime.config.DataSize;
import io.holdfast.runtime.config.Default;
import io.holdfast.runtime.config.Describe;
import io.holdfast.runtime.config.InvalidSetting;

/** Where the output of workloads goes: {@code logs/} in the state directory. */
public record WorkloadLogConfig(
    @Describe("size at which a workload's log is set aside; the one set aside before is dropped")
        @Default("16MiB")
        DataSize maxSize) {

  public WorkloadLogConfig {
    InvalidSetting.unless(maxSize.bytes() >= 4096, "maxSize", maxSize, "at least 4KiB");
  }
}
