package io.holdfast.console;

import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import io.holdfast.schemas.admin.Durability;
import io.holdfast.schemas.admin.TopicAdmin;
import io.holdfast.schemas.registry.SchemaRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/** The topics of a broker, made and written to as the apps would. */
public final class Cluster implements AutoCloseable {

  private final Topics topics;
  private final Map<String, Object> registry;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<String, Serializer<?>> serializers = new ConcurrentHashMap<>();
  private final AtomicReference<Exception> refusal = new AtomicReference<>();

  /**
   * @param registryUrl {@code mock://…} does
   */
  public Cluster(String bootstrapServers, String registryUrl) {
    this(bootstrapServers, registryUrl, Topics.DEFAULT_PREFIX);
  }

  /** With topics of its own: the broker of the tests is shared. */
  public Cluster(String bootstrapServers, String registryUrl, String prefix) {
    topics = Topics.withPrefix(prefix);
    registry = Map.of("schema.registry.url", registryUrl);
    Map<String, Object> clients = Map.of("bootstrap.servers", bootstrapServers);
    try (Admin admin = Admin.create(clients)) {
      var all = new ArrayList<>(topics.all());
      all.addAll(topics.of("orders"));
      new TopicAdmin(admin, SchemaRegistry.from(registry), Durability.SANDBOX).create(all);
    }
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "linger.ms",
                5,
                "batch.size",
                262_144,
                // With several, a first batch that is refused may be lost: KAFKA-14359.
                "max.in.flight.requests.per.connection",
                1),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  public Topics topics() {
    return topics;
  }

  @SuppressWarnings("unchecked")
  public <V extends SpecificRecord> Cluster write(Topic<String, V> topic, String key, V value) {
    var serializer =
        (Serializer<V>)
            serializers.computeIfAbsent(
                topic.name(), name -> topic.valueSerde(registry).serializer());
    byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = value == null ? null : serializer.serialize(topic.name(), value);
    producer.send(
        new ProducerRecord<>(topic.name(), keyBytes, bytes),
        (place, refused) -> {
          if (refused != null) {
            refusal.compareAndSet(null, refused);
          }
        });
    return this;
  }

  /** Returns when all was written; an error where something was not. */
  public void flush() {
    producer.flush();
    Exception refused = refusal.get();
    if (refused != null) {
      throw new IllegalStateException("a record was not written", refused);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
