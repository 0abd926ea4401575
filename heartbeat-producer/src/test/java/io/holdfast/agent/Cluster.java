package io.holdfast.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.records.AssignedWorkload;
import io.holdfast.records.Assignment;
import io.holdfast.records.CommandResult;
import io.holdfast.records.LogPosition;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import io.holdfast.schemas.serde.AvroDeserializer;
import io.holdfast.schemas.serde.AvroSerializer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Topics of one test: what the agent wrote, and a dispatcher's hand to write assignments. */
final class Cluster {

  final Topics topics;
  private final String bootstrapServers;
  private final String registryUrl;
  private final Map<String, Object> dispatcherSettings = new HashMap<>();
  private long decision;

  Cluster(String bootstrapServers, String registryUrl, String prefix) {
    this.bootstrapServers = bootstrapServers;
    this.registryUrl = registryUrl;
    this.topics = Topics.withPrefix(prefix);
  }

  /** The topics that an agent touches. */
  Cluster createTopics() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      var created =
          admin.createTopics(
              List.of(
                      topics.nodes(),
                      topics.heartbeats(),
                      topics.loadSamples(),
                      topics.assignments(),
                      topics.commandResults(),
                      topics.deadLetters())
                  .stream()
                  .map(topic -> new NewTopic(topic.name(), topic.partitions(), (short) 1))
                  .toList());
      created.all().get(30, TimeUnit.SECONDS);
    }
    return this;
  }

  /** Lets the dispatcher sign from now on. */
  void signWith(Map<String, String> key) {
    dispatcherSettings.putAll(key);
  }

  /** Lets the dispatcher decide that these workloads run on the incarnation, and nothing else. */
  void assign(String node, long incarnation, AssignedWorkload... workloads) throws Exception {
    var assignment =
        new Assignment(
            node,
            "p",
            incarnation,
            new LogPosition("AAAAAAAAAAAAAAAAAAAAAA", 0, ++decision),
            List.of(workloads));
    try (var serializer = new AvroSerializer<SpecificRecord>()) {
      var settings = new HashMap<>(settings());
      settings.putAll(dispatcherSettings);
      serializer.configure(settings, false);
      var headers = new RecordHeaders();
      byte[] value = serializer.serialize(topics.assignments().name(), headers, assignment);
      write(topics.assignments(), node, value, headers);
    }
  }

  void write(Topic<String, ?> topic, String key, byte[] value) throws Exception {
    write(topic, key, value, new RecordHeaders());
  }

  private void write(Topic<String, ?> topic, String key, byte[] value, Headers headers)
      throws Exception {
    try (var producer =
        new KafkaProducer<>(settings(), new StringSerializer(), new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>(topic.name(), topic.partitionOf(key), key, value, headers))
          .get(30, TimeUnit.SECONDS);
    }
  }

  /** All records of the type in the topic, in order of partition and offset. */
  <T extends SpecificRecord> List<T> read(Topic<String, ?> topic, Class<T> type) {
    return read(topic, type, Map.of());
  }

  /** The same, read with these settings too. */
  <T extends SpecificRecord> List<T> read(
      Topic<String, ?> topic, Class<T> type, Map<String, String> more) {
    var deserializer = new AvroDeserializer<SpecificRecord>();
    var settings = new HashMap<>(settings());
    settings.putAll(more);
    deserializer.configure(settings, false);
    List<T> found = new ArrayList<>();
    try (var consumer = new KafkaConsumer<>(settings(), new StringDeserializer(), deserializer)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<String, SpecificRecord> record :
            consumer.poll(Duration.ofMillis(200))) {
          if (type.isInstance(record.value())) {
            found.add(type.cast(record.value()));
          }
        }
      }
    }
    return found;
  }

  long count(Topic<?, ?> topic) {
    try (var consumer =
        new KafkaConsumer<>(settings(), new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      return consumer.endOffsets(partitions).values().stream().mapToLong(end -> end).sum();
    }
  }

  /** The newest record of the type that the topic has. */
  <T extends SpecificRecord> Optional<T> newest(Topic<String, ?> topic, Class<T> type) {
    List<T> all = new ArrayList<>(read(topic, type));
    Collections.reverse(all);
    return all.stream().findFirst();
  }

  /** An agent's configuration for this cluster. */
  /** What became of workloads, as told: {@code web@7 STOPPED KILLED}. */
  List<String> outcomes() {
    return read(topics.commandResults(), CommandResult.class).stream()
        .map(
            r ->
                "%s@%d %s %s"
                    .formatted(r.getWorkload(), r.getEpoch(), r.getResult(), r.getReason()))
        .toList();
  }

  String agentYaml(String node, String programs) {
    assertThat(programs).startsWith("programs:");
    return """
        node: {id: %s, pool: p, zone: z1}
        kafka:
          bootstrap-servers: %s
          topic-prefix: %s
        registry: {url: "%s"}
        state-directory: state
        http: {port: 0}
        samples: {interval: 500ms}
        restarts: {limit: 1, first-back-off: 50ms}
        """
            .formatted(node, bootstrapServers, topics.prefix(), registryUrl)
        + programs;
  }

  private Map<String, Object> settings() {
    return Map.of(
        "bootstrap.servers", bootstrapServers,
        "schema.registry.url", registryUrl,
        "enable.metrics.push", "false");
  }
}
