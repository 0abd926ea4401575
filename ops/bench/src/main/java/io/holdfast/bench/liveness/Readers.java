package io.holdfast.bench.liveness;

import io.holdfast.bench.Samples;
import io.holdfast.health.config.HealthConfig;
import io.holdfast.health.domain.liveness.LivenessSettings;
import io.holdfast.health.domain.load.LoadSettings;
import io.holdfast.health.pulse.LogEnds;
import io.holdfast.health.stream.HealthMetrics;
import io.holdfast.health.stream.HealthTopology;
import io.holdfast.health.stream.RecordReader;
import io.holdfast.health.stream.SideConsumer;
import io.holdfast.health.stream.StreamsSettings;
import io.holdfast.health.stream.TopicIds;
import io.holdfast.runtime.config.Configuration;
import io.holdfast.schemas.time.Profile;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;

/** Ways to read the whole topic once; each answers the seconds it took. */
final class Readers {

  private final BenchTopic topic;
  private final Path directory;
  private final RecordReader reader;
  private final Samples checkpointMillis = new Samples();
  private int runs;

  Readers(BenchTopic topic, Path directory) {
    this.topic = topic;
    this.directory = directory;
    this.reader = new RecordReader(topic.heartbeats(), BenchTopic.REGISTRY);
  }

  double plainConsumer() {
    return consume(record -> {});
  }

  double decodingConsumer() {
    return consume(record -> reader.value(record.headers(), record.value()));
  }

  private double consume(Consumer<ConsumerRecord<byte[], byte[]>> action) {
    var settings = new java.util.HashMap<>(topic.clients());
    settings.put("max.poll.records", 5_000);
    settings.put("max.partition.fetch.bytes", 4 << 20);
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(topic.partitions());
      consumer.assign(topic.partitions());
      consumer.seekToBeginning(topic.partitions());
      long left = ends.values().stream().mapToLong(Long::longValue).sum();
      long began = System.nanoTime();
      while (left > 0) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          action.accept(record);
          left--;
        }
      }
      return secondsSince(began);
    }
  }

  double idleStreams() throws Exception {
    var bytes = Serdes.ByteArray().deserializer();
    var topology = new Topology();
    topology.addSource("heartbeats", bytes, bytes, topic.heartbeats().name());
    topology.addProcessor("nothing", () -> new Nothing(reader), "heartbeats");
    return stream(topology);
  }

  /** Decodes and does nothing. */
  private static final class Nothing implements Processor<byte[], byte[], Void, Void> {
    private final RecordReader reader;

    Nothing(RecordReader reader) {
      this.reader = reader;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      reader.value(record.headers(), record.value());
    }
  }

  double healthStream() throws Exception {
    var metrics = new SimpleMeterRegistry();
    var world =
        new HealthTopology.World(
            new SideConsumer(topic.clients()),
            topicIds(),
            new LogEnds(topic.heartbeats().partitions()),
            new HealthMetrics(metrics));
    var topology =
        new HealthTopology(topic.topics(), BenchTopic.REGISTRY, config().streams(), world)
            .build(LivenessSettings.of(Profile.DEFAULT), LoadSettings.of(Profile.DEFAULT));
    double seconds = stream(topology);
    for (Timer pauses : metrics.find("holdfast.health.checkpoint").timers()) {
      checkpointMillis.add(pauses.max(TimeUnit.MILLISECONDS));
    }
    return seconds;
  }

  /** The longest pause of a partition for a checkpoint, in each run of health-stream. */
  Samples checkpointMillis() {
    return checkpointMillis;
  }

  private TopicIds topicIds() throws Exception {
    List<String> names = List.of(topic.heartbeats().name(), topic.topics().loadSamples().name());
    try (Admin admin = Admin.create(topic.clients())) {
      var ids = new java.util.HashMap<String, String>();
      admin
          .describeTopics(names)
          .allTopicNames()
          .get()
          .forEach((name, described) -> ids.put(name, described.topicId().toString()));
      return new TopicIds(ids);
    }
  }

  private HealthConfig config() {
    return Configuration.of(HealthConfig.class)
        .set(
            List.of(
                "kafka.bootstrap-servers=" + topic.servers(),
                "kafka.topic-prefix=bench-" + runs + ".",
                "registry.url=mock://bench",
                "streams.commit-interval=200ms",
                "streams.state-directory=" + directory.resolve("streams-" + runs)))
        .load()
        .value();
  }

  /** From the app running until its committed offsets are the ends of the topic. */
  private double stream(Topology topology) throws Exception {
    runs++;
    Properties settings = StreamsSettings.of(config());
    try (var streams = new KafkaStreams(topology, settings);
        Admin admin = Admin.create(topic.clients())) {
      streams.start();
      while (streams.state() != KafkaStreams.State.RUNNING) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      long began = System.nanoTime();
      while (!isAtTheEnd(admin, settings.getProperty("application.id"))) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
      return secondsSince(began);
    }
  }

  private boolean isAtTheEnd(Admin admin, String group) throws Exception {
    var committed = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    for (var end : ends().entrySet()) {
      var offset = committed.get(end.getKey());
      if (offset == null || offset.offset() < end.getValue()) {
        return false;
      }
    }
    return true;
  }

  private Map<TopicPartition, Long> ends;

  private Map<TopicPartition, Long> ends() {
    if (ends == null) {
      try (var consumer =
          new KafkaConsumer<>(
              topic.clients(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
        ends = consumer.endOffsets(topic.partitions());
      }
    }
    return ends;
  }

  private static double secondsSince(long began) {
    return (System.nanoTime() - began) / 1e9;
  }
}
