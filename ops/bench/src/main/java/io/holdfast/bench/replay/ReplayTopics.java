package io.holdfast.bench.replay;

import io.holdfast.records.LogPosition;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import io.holdfast.schemas.admin.Durability;
import io.holdfast.schemas.admin.TopicAdmin;
import io.holdfast.schemas.registry.SchemaRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** All topics of an installation, to be written as its apps would have. */
final class ReplayTopics implements AutoCloseable {

  static final String PREFIX = "bench.";
  static final String POOL = "pool";

  private final Topics topics = Topics.withPrefix(PREFIX);
  private final Map<String, Object> client;
  private final Map<String, Object> registry;
  private final Map<String, String> ids = new HashMap<>();
  private final Map<String, Serializer<?>> serializers = new ConcurrentHashMap<>();
  private final Producer<String, byte[]> producer;

  ReplayTopics(String bootstrap, String registryUrl) throws Exception {
    client = Map.of("bootstrap.servers", bootstrap);
    registry = Map.of("schema.registry.url", registryUrl);
    try (Admin admin = Admin.create(client)) {
      new TopicAdmin(admin, SchemaRegistry.from(registry), Durability.SANDBOX).create(topics.all());
      List<String> names = topics.all().stream().map(Topic::name).toList();
      admin
          .describeTopics(names)
          .allTopicNames()
          .get()
          .forEach((name, topic) -> ids.put(name, topic.topicId().toString()));
    }
    var settings = new HashMap<>(client);
    settings.put("linger.ms", 5);
    producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  Topics topics() {
    return topics;
  }

  Map<String, Object> client() {
    return client;
  }

  String id(Topic<?, ?> topic) {
    return ids.get(topic.name());
  }

  @SuppressWarnings("unchecked")
  <V extends SpecificRecord> byte[] bytes(Topic<String, ? super V> topic, V value) {
    var serializer =
        (Serializer<V>)
            serializers.computeIfAbsent(topic.name(), t -> topic.valueSerde(registry).serializer());
    return serializer.serialize(topic.name(), value);
  }

  /** Writes a record and goes on. */
  <V extends SpecificRecord> void post(Topic<String, ? super V> topic, String key, V value) {
    producer.send(new ProducerRecord<>(topic.name(), key, bytes(topic, value)));
  }

  /** The same, to a partition. */
  <V extends SpecificRecord> void post(Topic<String, ? super V> topic, int partition, V value) {
    producer.send(new ProducerRecord<>(topic.name(), partition, null, bytes(topic, value)));
  }

  /** Writes a record; where it is. */
  <V extends SpecificRecord> LogPosition say(Topic<String, ? super V> topic, String key, V value)
      throws ExecutionException, InterruptedException {
    RecordMetadata at =
        producer.send(new ProducerRecord<>(topic.name(), key, bytes(topic, value))).get();
    return new LogPosition(id(topic), at.partition(), at.offset());
  }

  /** Hands over a partition as it is now. */
  <V> void read(
      Topic<String, V> topic, int partition, BiConsumer<ConsumerRecord<String, byte[]>, V> each) {
    producer.flush();
    var deserializer = topic.valueSerde(registry).deserializer();
    var settings = new HashMap<>(client);
    settings.put("max.poll.records", 5_000);
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      var at = new TopicPartition(topic.name(), partition);
      consumer.assign(List.of(at));
      consumer.seekToBeginning(List.of(at));
      long end = consumer.endOffsets(List.of(at)).get(at);
      while (consumer.position(at) < end) {
        for (var record : consumer.poll(java.time.Duration.ofMillis(200))) {
          each.accept(record, deserializer.deserialize(topic.name(), record.value()));
        }
      }
    }
  }

  static List<String> names(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> String.format("%s%05d", prefix, i)).toList();
  }

  @Override
  public void close() {
    producer.close();
  }
}
