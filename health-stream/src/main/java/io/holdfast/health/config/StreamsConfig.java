package io.holdfast.health.config;

import io.holdfast.runtime.config.Default;
import io.holdfast.runtime.config.Describe;
import io.holdfast.runtime.config.InvalidSetting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How the work is spread over instances, and how fast one takes over from another. */
public record StreamsConfig(
    @Describe("directory of the local copies of checkpoints; one per instance")
        @Default("data/health-stream")
        Path stateDirectory,
    @Describe("stream threads of this instance") @Default("2") int threads,
    @Describe("instances that keep a copy of another's checkpoints") @Default("1")
        int standbyReplicas,
    @Describe(
            "silence after which an instance's partitions go to another; not under the broker's"
                + " group.min.session.timeout.ms")
        @Default("6s")
        Duration sessionTimeout,
    @Describe("time between two commits of offsets; what a restart judges again at most")
        @Default("1s")
        Duration commitInterval,
    @Describe("observed time between two checkpoints of a partition's state") @Default("5s")
        Duration checkpointInterval,
    @Describe(
            "name of this instance that stays across its restarts; with it, a restart within the"
                + " session timeout moves nothing")
        Optional<String> instance) {

  public StreamsConfig {
    InvalidSetting.unless(threads >= 1, "threads", threads, "1 or more");
    InvalidSetting.unless(standbyReplicas >= 0, "standbyReplicas", standbyReplicas, "0 or more");
    InvalidSetting.unless(
        sessionTimeout.compareTo(Duration.ofSeconds(1)) >= 0,
        "sessionTimeout",
        sessionTimeout,
        "1s or longer");
    InvalidSetting.unless(
        commitInterval.toMillis() >= 10, "commitInterval", commitInterval, "10ms or longer");
    InvalidSetting.unless(
        checkpointInterval.compareTo(commitInterval) >= 0,
        "checkpointInterval",
        checkpointInterval,
        "a duration not shorter than streams.commit-interval");
  }
}
