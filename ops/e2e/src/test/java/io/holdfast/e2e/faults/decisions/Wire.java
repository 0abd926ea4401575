package io.holdfast.e2e.faults.decisions;

import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import io.holdfast.schemas.admin.Durability;
import io.holdfast.schemas.admin.TopicAdmin;
import io.holdfast.schemas.registry.SchemaRegistry;
import io.holdfast.schemas.serde.AvroSerde;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes to and reads from the topics of one installation. */
final class Wire implements AutoCloseable {

  private final Topics topics;
  private final String bootstrap;
  private final Map<String, Object> registry;
  private final Map<String, AvroSerde<?>> serdes = new HashMap<>();
  private final Producer<String, byte[]> patient;
  private final Producer<String, byte[]> hasty;
  private final Consumer<String, byte[]> uncommitted;

  Wire(String bootstrap, String registryUrl, String prefix) {
    this.bootstrap = bootstrap;
    topics = Topics.withPrefix(prefix);
    registry = Map.of("schema.registry.url", registryUrl);
    try (Admin admin = Admin.create(client())) {
      new TopicAdmin(admin, SchemaRegistry.from(registry), Durability.SANDBOX).create(topics.all());
    }
    var reliable = client();
    reliable.put("delivery.timeout.ms", 120_000);
    patient = new KafkaProducer<>(reliable, new StringSerializer(), new ByteArraySerializer());
    var once = client();
    once.put("enable.idempotence", false);
    once.put("retries", 0);
    once.put("request.timeout.ms", 5_000);
    once.put("linger.ms", 0);
    once.put("delivery.timeout.ms", 5_000);
    once.put("max.block.ms", 1_000);
    hasty = new KafkaProducer<>(once, new StringSerializer(), new ByteArraySerializer());
    uncommitted =
        new KafkaConsumer<>(client(), new StringDeserializer(), new ByteArrayDeserializer());
  }

  private Map<String, Object> client() {
    var settings = new HashMap<String, Object>();
    settings.put("bootstrap.servers", bootstrap);
    settings.put("acks", "all");
    settings.put("reconnect.backoff.max.ms", 500);
    return settings;
  }

  Topics topics() {
    return topics;
  }

  /** Sends until it is acknowledged. */
  <V extends SpecificRecord> RecordMetadata say(
      Topic<String, ? super V> topic, String key, V value) {
    try {
      return patient.send(new ProducerRecord<>(topic.name(), key, bytes(topic, value))).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Sends, however long it takes, and goes on. */
  <V extends SpecificRecord> void post(Topic<String, ? super V> topic, String key, V value) {
    patient.send(new ProducerRecord<>(topic.name(), key, bytes(topic, value)));
  }

  /** The same, to a partition. */
  <V extends SpecificRecord> void post(Topic<String, ? super V> topic, int partition, V value) {
    patient.send(new ProducerRecord<>(topic.name(), partition, null, bytes(topic, value)));
  }

  /** Sends once, as heartbeats are. */
  <V extends SpecificRecord> void mention(
      Topic<String, ? super V> topic, String key, V value, Callback done) {
    hasty.send(new ProducerRecord<>(topic.name(), key, bytes(topic, value)), done);
  }

  void flush() {
    patient.flush();
  }

  /** A consumer of all partitions of these topics from their beginning, committed records only. */
  Consumer<String, byte[]> reader(List<? extends Topic<String, ?>> read) {
    var settings = client();
    settings.put("isolation.level", "read_committed");
    settings.put("auto.offset.reset", "earliest");
    settings.put("fetch.max.wait.ms", 50);
    var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    for (Topic<String, ?> topic : read) {
      for (int p = 0; p < topic.partitions(); p++) {
        partitions.add(new TopicPartition(topic.name(), p));
      }
    }
    consumer.assign(partitions);
    return consumer;
  }

  /** Ends of the topic's partitions together, those of open transactions too. */
  long written(Topic<String, ?> topic) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (int p = 0; p < topic.partitions(); p++) {
      partitions.add(new TopicPartition(topic.name(), p));
    }
    return uncommitted.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
  }

  @SuppressWarnings("unchecked")
  <V extends SpecificRecord> V read(Topic<String, V> topic, byte[] value) {
    return value == null ? null : (V) serde(topic).deserializer().deserialize(topic.name(), value);
  }

  @SuppressWarnings("unchecked")
  private <V extends SpecificRecord> byte[] bytes(Topic<String, ? super V> topic, V value) {
    return ((AvroSerde<V>) serde(topic)).serializer().serialize(topic.name(), value);
  }

  private synchronized AvroSerde<?> serde(Topic<String, ?> topic) {
    return serdes.computeIfAbsent(topic.name(), name -> make(topic));
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private AvroSerde<?> make(Topic<String, ?> topic) {
    var settings = new HashMap<>(registry);
    if (topic.valueTypes().size() > 1) {
      settings.put("value.subject.name.strategy", "TopicRecordNameStrategy");
    }
    return AvroSerde.ofValues((List) topic.valueTypes(), settings);
  }

  @Override
  public void close() {
    patient.close();
    hasty.close();
    uncommitted.close();
  }
}
