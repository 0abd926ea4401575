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
import io.holdfast.runtime.http.Metrics;
import io.holdfast.schemas.time.Profile;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
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

/**
 * Ways to read the whole topic once; each answers how fast.
 *
 * <p>An app is warm once it has read the first {@value #WARM_BEATS} beats of each node: till then
 * nodes join, which costs a verdict each and happens once in a node's life.
 */
final class Readers {

  private static final int WARM_BEATS = 4;

  /**
   * Records a second.
   *
   * @param warm from when the app was warm
   * @param whole from when it ran
   */
  record Speed(double warm, double whole) {}

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

  Speed plainConsumer() {
    return consume(record -> {});
  }

  Speed decodingConsumer() {
    return consume(record -> reader.value(record.headers(), record.value()));
  }

  private Speed consume(Consumer<ConsumerRecord<byte[], byte[]>> action) {
    var settings = new HashMap<>(topic.clients());
    settings.put("max.poll.records", 5_000);
    settings.put("max.partition.fetch.bytes", 4 << 20);
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      Map<TopicPartition, Long> ends = topic.ends();
      consumer.assign(topic.partitions());
      consumer.seekToBeginning(topic.partitions());
      long all = sum(ends.values());
      long left = all;
      long began = System.nanoTime();
      while (left > 0) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          action.accept(record);
          left--;
        }
      }
      double speed = all / secondsSince(began);
      return new Speed(speed, speed);
    }
  }

  Speed idleStreams() throws Exception {
    var bytes = Serdes.ByteArray().deserializer();
    var topology = new Topology();
    topology.addSource("heartbeats", bytes, bytes, topic.heartbeats().name());
    topology.addProcessor("nothing", () -> new Nothing(reader), "heartbeats");
    return stream(topology, streams -> {});
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

  Speed healthStream() throws Exception {
    try (Metrics metrics = Metrics.ofThisProcess()) {
      var world =
          new HealthTopology.World(
              new SideConsumer(topic.clients()),
              topicIds(),
              new LogEnds(topic.heartbeats().partitions()),
              new HealthMetrics(metrics.registry()));
      var topology =
          new HealthTopology(topic.topics(), BenchTopic.REGISTRY, config().streams(), world)
              .build(LivenessSettings.of(Profile.DEFAULT), LoadSettings.of(Profile.DEFAULT));
      Speed speed = stream(topology, streams -> metrics.bind(new KafkaStreamsMetrics(streams)));
      for (Timer pauses : metrics.registry().find("holdfast.health.checkpoint").timers()) {
        checkpointMillis.add(pauses.max(TimeUnit.MILLISECONDS));
      }
      return speed;
    }
  }

  /** The longest pause of a partition for a checkpoint, in each run of health-stream. */
  Samples checkpointMillis() {
    return checkpointMillis;
  }

  private TopicIds topicIds() throws Exception {
    List<String> names = List.of(topic.heartbeats().name(), topic.topics().loadSamples().name());
    try (Admin admin = Admin.create(topic.clients())) {
      var ids = new HashMap<String, String>();
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

  /** Until the committed offsets are the ends of the topic. */
  private Speed stream(Topology topology, Consumer<KafkaStreams> watch) throws Exception {
    runs++;
    System.gc(); // what the app before left behind is no pause of this one
    Properties settings = StreamsSettings.of(config());
    try (var streams = new KafkaStreams(topology, settings);
        Admin admin = Admin.create(topic.clients())) {
      var group = new Group(admin, settings.getProperty("application.id"));
      watch.accept(streams);
      streams.start();
      while (streams.state() != KafkaStreams.State.RUNNING) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      long began = System.nanoTime();
      long read = group.awaitAll(topic.offsetsAfter(WARM_BEATS));
      long warm = System.nanoTime();
      long all = group.awaitAll(topic.ends());
      return new Speed((all - read) / secondsSince(warm), all / secondsSince(began));
    }
  }

  private record Group(Admin admin, String id) {

    /** Until it has committed these offsets; gives how many records that is by then. */
    long awaitAll(Map<TopicPartition, Long> goal) throws Exception {
      while (true) {
        var committed = new HashMap<TopicPartition, Long>();
        admin
            .listConsumerGroupOffsets(id)
            .partitionsToOffsetAndMetadata()
            .get()
            .forEach((partition, place) -> committed.put(partition, place.offset()));
        if (goal.entrySet().stream()
            .allMatch(each -> committed.getOrDefault(each.getKey(), 0L) >= each.getValue())) {
          committed.keySet().retainAll(goal.keySet());
          return sum(committed.values());
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  private static long sum(Collection<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).sum();
  }

  private static double secondsSince(long began) {
    return (System.nanoTime() - began) / 1e9;
  }
}
