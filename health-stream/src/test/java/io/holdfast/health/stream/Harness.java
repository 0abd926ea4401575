package io.holdfast.health.stream;

import io.holdfast.health.config.StreamsConfig;
import io.holdfast.health.domain.liveness.LivenessSettings;
import io.holdfast.health.domain.load.LoadSettings;
import io.holdfast.health.pulse.LogEnds;
import io.holdfast.records.Heartbeat;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.records.Pulse;
import io.holdfast.schemas.Topics;
import io.holdfast.schemas.time.Profile;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.Topology;

/** The app without a cluster: topics, a registry in this process, settings, records. */
final class Harness {

  static final Topics TOPICS = Topics.withDefaultPrefix();
  static final Map<String, Object> REGISTRY =
      Map.of("schema.registry.url", "mock://health-stream-tests");
  static final TopicIds IDS =
      new TopicIds(
          Map.of(
              TOPICS.heartbeats().name(), "heartbeatsIdOf22Letter",
              TOPICS.loadSamples().name(), "samplesIdOf22LettersXX"));
  static final StreamsConfig CONFIG =
      new StreamsConfig(
          Path.of("target/state"),
          1,
          0,
          Duration.ofSeconds(6),
          Duration.ofMillis(10),
          Duration.ofSeconds(10),
          Optional.empty());

  private Harness() {}

  static HealthMetrics metrics() {
    return new HealthMetrics(new SimpleMeterRegistry());
  }

  static Topology topology(LogReader log) {
    return topology(log, metrics(), LivenessSettings.of(Profile.DEFAULT), REGISTRY);
  }

  static Topology topology(
      LogReader log,
      HealthMetrics metrics,
      LivenessSettings settings,
      Map<String, Object> registry) {
    var world = new HealthTopology.World(log, IDS, new LogEnds(12), metrics);
    return new HealthTopology(TOPICS, registry, CONFIG, world)
        .build(settings, LoadSettings.of(Profile.DEFAULT));
  }

  /** A log in which nothing has to be read again. */
  static LogReader noLog() {
    return (partition, from, to, taker) -> {};
  }

  static Heartbeat heartbeat(String node, long sequence) {
    return new Heartbeat(
        node, "p", 1_000L, null, "boot", sequence, 0L, 1_000, 25_000, 0, HeartbeatMode.NORMAL);
  }

  static Pulse pulse(long millis) {
    return new Pulse(1L, millis * 1_000_000, "test");
  }
}
