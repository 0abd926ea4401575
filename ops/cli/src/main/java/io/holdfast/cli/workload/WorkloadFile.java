package io.holdfast.cli.workload;

import io.holdfast.runtime.config.Configuration;
import io.holdfast.runtime.config.Describe;
import io.holdfast.runtime.config.InvalidSetting;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The file of {@code workload apply}: what shall run. */
record WorkloadFile(@Describe("the workloads, each by its id") List<WorkloadEntry> workloads) {

  WorkloadFile {
    workloads = List.copyOf(workloads);
    InvalidSetting.unless(!workloads.isEmpty(), "workloads", "empty", "at least one workload");
    Set<String> seen = new HashSet<>();
    for (WorkloadEntry entry : workloads) {
      InvalidSetting.unless(
          seen.add(entry.workload()),
          "workloads",
          "naming '%s' twice".formatted(entry.workload()),
          "each id once");
    }
  }

  /**
   * Reads one.
   *
   * @throws io.holdfast.runtime.config.ConfigurationException with file, line and field
   */
  static WorkloadFile read(Path file) {
    return Configuration.of(WorkloadFile.class).file(file).load().value();
  }
}
