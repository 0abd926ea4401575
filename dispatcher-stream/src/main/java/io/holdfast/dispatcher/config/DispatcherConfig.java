package io.holdfast.dispatcher.config;

import io.holdfast.runtime.config.Default;
import io.holdfast.runtime.config.Describe;
import io.holdfast.runtime.config.HttpConfig;
import io.holdfast.runtime.config.InvalidSetting;
import io.holdfast.runtime.config.KafkaConfig;
import io.holdfast.runtime.config.RegistryConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of dispatcher-stream. Nothing here shapes a decision: that is the pools' policies. */
public record DispatcherConfig(
    KafkaConfig kafka,
    RegistryConfig registry,
    @Default("{port: 9102}") HttpConfig http,
    @Describe("directory of the local state; survives a restart, and is rebuilt when it is lost")
        @Default("dispatcher-state")
        Path stateDirectory,
    @Describe("threads that fold pools; more than 6 are idle") @Default("1") int threads,
    @Describe("time between two pulses into pool-events") @Default("250ms") Duration pulse,
    @Describe("silence after which another instance takes over this one's pools") @Default("6s")
        Duration sessionTimeout,
    @Describe("name of this instance, kept over restarts: its pools wait for it, and none is moved")
        Optional<String> instance,
    @Describe("instances that keep a warm copy of a pool's state beside the one that folds it")
        @Default("0")
        int standbys) {

  public DispatcherConfig {
    InvalidSetting.unless(threads >= 1 && threads <= 64, "threads", threads, "from 1 to 64");
    InvalidSetting.unless(
        pulse.toMillis() >= 20 && pulse.toMillis() <= 1_000, "pulse", pulse, "from 20ms to 1s");
    InvalidSetting.unless(
        sessionTimeout.toMillis() >= 1_000,
        "sessionTimeout",
        sessionTimeout,
        "at least 1s, and what the broker's group.min.session.timeout.ms allows");
    InvalidSetting.unless(standbys >= 0, "standbys", standbys, "0 or more");
  }
}
