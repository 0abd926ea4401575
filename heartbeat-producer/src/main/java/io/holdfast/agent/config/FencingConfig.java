package io.holdfast.agent.config;

import io.holdfast.runtime.config.Default;
import io.holdfast.runtime.config.Describe;
import java.nio.file.Path;
import java.util.Optional;

/** What workloads with {@code fencing: lease} need. */
public record FencingConfig(
    @Describe(
            "directory of the cgroup2 file system below which leased workloads run; unset: the"
                + " agent's own control group")
        Optional<Path> cgroup,
    @Describe("directory in memory (tmpfs) for the pipes of the guards; made where it is missing")
        @Default("/run/holdfast")
        Path runtimeDirectory) {}
