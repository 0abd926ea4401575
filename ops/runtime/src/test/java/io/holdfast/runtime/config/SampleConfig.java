package io.holdfast.runtime.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One of everything that a configuration record may hold. */
record SampleConfig(
    KafkaConfig kafka,
    @Default("{port: 9101}") HttpConfig http,
    @Describe("when a node is judged") LivenessConfig liveness,
    @Describe("where copies are kept") Map<String, StoreConfig> stores,
    @Describe("strategies, the first that fits is used") @Default("balance,hash")
        List<Strategy> strategies,
    Optional<Path> journal,
    Optional<URI> proxy,
    Optional<Secret> key) {

  enum Strategy {
    BALANCE,
    LEAST_LOADED,
    HASH
  }

  record LivenessConfig(
      @Describe("time between two pulses") @Default("250ms") Duration pulse,
      @Describe("silence that makes a node DEAD") @Default("6s") Duration dead,
      @Describe("share of nodes that may be overdue at once, 0 to 1") @Default("0.3")
          double correlatedShare) {

    LivenessConfig {
      InvalidSetting.unless(
          dead.compareTo(pulse) > 0, "dead", dead, "a duration longer than pulse");
    }
  }

  record StoreConfig(Path path, @Default("64MiB") DataSize part, @Default("true") boolean sync) {}
}
