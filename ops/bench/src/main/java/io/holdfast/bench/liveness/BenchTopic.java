package io.holdfast.bench.liveness;

import io.holdfast.records.Pulse;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import io.holdfast.schemas.admin.Durability;
import io.holdfast.schemas.admin.TopicAdmin;
import io.holdfast.schemas.registry.SchemaRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;

/** A topic of heartbeats and pulses, as a fleet that beats once a second leaves it. */
final class BenchTopic {

  static final Map<String, Object> REGISTRY = Map.of("schema.registry.url", "mock://bench");

  private static final long PULSE_MILLIS = 250;

  private final String servers;
  private final Topics topics;
  private final Map<TopicPartition, Long> ends = new ConcurrentHashMap<>();
  private final List<Map<TopicPartition, Long>> afterBeats = new ArrayList<>();
  private long records;

  /**
   * @param prefix of this topic and of those that are written to
   */
  BenchTopic(String servers, String prefix) {
    this.servers = servers;
    this.topics = Topics.withPrefix(prefix);
    try (Admin admin = Admin.create(clients())) {
      new TopicAdmin(admin, SchemaRegistry.from(REGISTRY), Durability.SANDBOX)
          .create(
              List.of(
                  heartbeats(),
                  topics.loadSamples(),
                  topics.nodeStatus(),
                  topics.loadBalance(),
                  topics.deadLetters()));
    }
  }

  Topics topics() {
    return topics;
  }

  Topic<String, SpecificRecord> heartbeats() {
    return topics.heartbeats();
  }

  String servers() {
    return servers;
  }

  Map<String, Object> clients() {
    return Map.of("bootstrap.servers", servers, "enable.metrics.push", false);
  }

  List<TopicPartition> partitions() {
    return IntStream.range(0, heartbeats().partitions())
        .mapToObj(number -> new TopicPartition(heartbeats().name(), number))
        .toList();
  }

  /** Where each partition ends. */
  Map<TopicPartition, Long> ends() {
    return Map.copyOf(ends);
  }

  /** Where each partition has had so many beats of each of its nodes. */
  Map<TopicPartition, Long> offsetsAfter(int beats) {
    return afterBeats.get(beats);
  }

  /** Writes at least so many records; returns how many they are. */
  long fill(int nodes, long atLeast) {
    var settings = new java.util.HashMap<>(clients());
    settings.put("linger.ms", 20);
    settings.put("batch.size", 256 * 1024);
    settings.put("compression.type", "lz4");
    var serializer = heartbeats().valueSerde(REGISTRY).serializer();
    try (var producer = new KafkaProducer<>(settings, new StringSerializer(), serializer)) {
      for (long millis = 0; records < atLeast; millis += PULSE_MILLIS) {
        if (millis % 1_000 == 0) {
          producer.flush();
          afterBeats.add(Map.copyOf(ends));
        }
        int quarter = (int) (millis / PULSE_MILLIS % 4);
        int end = (int) ((quarter + 1L) * nodes / 4);
        for (int i = (int) ((long) quarter * nodes / 4); i < end; i++) {
          var beat = Beats.heartbeat(i, millis / 1_000 + 1);
          send(producer, new ProducerRecord<>(heartbeats().name(), beat.getNode(), beat));
        }
        for (TopicPartition partition : partitions()) {
          var pulse = new Pulse(1L, millis * 1_000_000, "bench");
          send(
              producer,
              new ProducerRecord<>(partition.topic(), partition.partition(), null, pulse));
        }
      }
    }
    return records;
  }

  private void send(
      KafkaProducer<String, SpecificRecord> producer,
      ProducerRecord<String, SpecificRecord> record) {
    producer.send(
        record,
        (place, failure) -> {
          if (failure != null) {
            throw new IllegalStateException("the topic of the bench is not whole", failure);
          }
          ends.merge(
              new TopicPartition(place.topic(), place.partition()), place.offset() + 1, Math::max);
        });
    records++;
  }
}
