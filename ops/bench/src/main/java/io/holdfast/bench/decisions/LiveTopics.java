package io.holdfast.bench.decisions;

import io.holdfast.records.Assignment;
import io.holdfast.records.CommandResult;
import io.holdfast.records.NodeProfile;
import io.holdfast.records.NodeState;
import io.holdfast.records.PoolPolicy;
import io.holdfast.records.WorkloadSpec;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import io.holdfast.schemas.admin.Durability;
import io.holdfast.schemas.admin.TopicAdmin;
import io.holdfast.schemas.registry.SchemaRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What health-stream and executors write, and what executors read. */
final class LiveTopics implements AutoCloseable {

  private final Topics topics;
  private final Map<String, Object> registry;
  private final Producer<String, byte[]> producer;
  private final Consumer<String, byte[]> assignments;
  private final Consumer<byte[], byte[]> uncommitted;
  private final Set<String> answered = new HashSet<>();
  private final Map<String, Serializer<?>> serializers = new HashMap<>();
  private final Deserializer<Assignment> values;
  private long verdicts;

  LiveTopics(String bootstrap, String registryUrl, String prefix) {
    topics = Topics.withPrefix(prefix);
    registry = Map.of("schema.registry.url", registryUrl);
    values = topics.assignments().valueSerde(registry).deserializer();
    Map<String, Object> client = Map.of("bootstrap.servers", bootstrap);
    try (Admin admin = Admin.create(client)) {
      new TopicAdmin(admin, SchemaRegistry.from(registry), Durability.SANDBOX).create(topics.all());
    }
    producer = new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer());
    var committed = new HashMap<>(client);
    committed.put("isolation.level", "read_committed");
    committed.put("auto.offset.reset", "earliest");
    assignments =
        new KafkaConsumer<>(committed, new StringDeserializer(), new ByteArrayDeserializer());
    assignments.assign(partitions(topics.assignments()));
    uncommitted =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static List<TopicPartition> partitions(Topic<?, ?> topic) {
    return IntStream.range(0, topic.partitions())
        .mapToObj(p -> new TopicPartition(topic.name(), p))
        .toList();
  }

  void policy(PoolPolicy policy) {
    send(topics.policies(), policy.getPool(), policy);
  }

  void profile(NodeProfile profile) {
    send(topics.nodes(), profile.getNode(), profile);
  }

  void workload(WorkloadSpec spec) {
    send(topics.workloads(), spec.getWorkload(), spec);
  }

  void status(String node, long incarnation, NodeState state) {
    long now = System.currentTimeMillis();
    send(topics.nodeStatus(), node, PoolLog.status(node, incarnation, state, verdicts++, now));
  }

  void result(CommandResult result) {
    if (answered.add(result.getWorkload() + "@" + result.getEpoch())) {
      send(topics.commandResults(), result.getNode(), result);
    }
  }

  private <V extends SpecificRecord> void send(
      Topic<String, ? super V> topic, String key, V value) {
    @SuppressWarnings("unchecked")
    var serializer =
        (Serializer<V>)
            serializers.computeIfAbsent(topic.name(), t -> topic.valueSerde(registry).serializer());
    byte[] bytes = serializer.serialize(topic.name(), value);
    producer.send(new ProducerRecord<>(topic.name(), key, bytes));
  }

  /** Committed assignments that came since the last time. */
  List<Assignment> assignments() {
    List<Assignment> came = new ArrayList<>();
    assignments
        .poll(Duration.ofMillis(100))
        .forEach(r -> came.add(values.deserialize(r.topic(), r.value())));
    return came;
  }

  /** End of the decisions, open transactions included. */
  long written() {
    return uncommitted.endOffsets(partitions(topics.decisions())).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  @Override
  public void close() {
    producer.close();
    assignments.close();
    uncommitted.close();
  }
}
