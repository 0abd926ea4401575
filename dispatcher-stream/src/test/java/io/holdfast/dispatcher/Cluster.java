package io.holdfast.dispatcher;

import io.holdfast.dispatcher.domain.Records;
import io.holdfast.records.NodeState;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import io.holdfast.schemas.admin.Durability;
import io.holdfast.schemas.admin.TopicAdmin;
import io.holdfast.schemas.registry.SchemaRegistry;
import io.holdfast.schemas.serde.AvroSerde;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Holdfast's topics on a real cluster, written and read by hand. */
final class Cluster implements AutoCloseable {

  private final Topics topics;
  private final Map<String, Object> client;
  private final Map<String, Object> registry;
  private final Producer<String, byte[]> producer;
  private long heartbeats;

  Cluster(String bootstrapServers, String registryUrl, String prefix) {
    topics = Topics.withPrefix(prefix);
    client = Map.of("bootstrap.servers", bootstrapServers);
    registry = Map.of("schema.registry.url", registryUrl);
    try (Admin admin = Admin.create(client)) {
      new TopicAdmin(admin, SchemaRegistry.from(registry), Durability.SANDBOX).create(topics.all());
    }
    producer =
        new KafkaProducer<>(
            client,
            new StringSerializer(),
            new org.apache.kafka.common.serialization.ByteArraySerializer());
  }

  Topics topics() {
    return topics;
  }

  void join(String node, double cpu) {
    say(topics.nodes(), node, Records.profile(node, "z", cpu));
    status(node, 1, NodeState.ALIVE);
  }

  void status(String node, long incarnation, NodeState state) {
    long now = System.currentTimeMillis();
    say(topics.nodeStatus(), node, Records.status(node, incarnation, state, heartbeats++, now));
  }

  <V extends SpecificRecord> void say(Topic<String, V> topic, String key, V value) {
    try (Serializer<V> serializer = serde(topic).serializer()) {
      sayBytes(topic, key, serializer.serialize(topic.name(), value));
    }
  }

  void sayBytes(Topic<String, ?> topic, String key, byte[] value) {
    try {
      producer.send(new ProducerRecord<>(topic.name(), key, value)).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** All committed records of the topic, partition by partition, each in its order. */
  <V extends SpecificRecord> List<ConsumerRecord<String, V>> read(Topic<String, V> topic) {
    return read(topic.name(), serde(topic).deserializer());
  }

  <V> List<ConsumerRecord<String, V>> read(String topic, Deserializer<V> values) {
    var settings = new HashMap<>(client);
    settings.put("isolation.level", "read_committed");
    settings.put("auto.offset.reset", "earliest");
    try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), values)) {
      List<TopicPartition> partitions =
          IntStream.range(0, consumer.partitionsFor(topic).size())
              .mapToObj(p -> new TopicPartition(topic, p))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<String, V>> records = new ArrayList<>();
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      return records;
    }
  }

  private <V extends SpecificRecord> AvroSerde<V> serde(Topic<String, V> topic) {
    var settings = new HashMap<>(registry);
    if (topic.valueTypes().size() > 1) {
      settings.put("value.subject.name.strategy", "TopicRecordNameStrategy");
    }
    return AvroSerde.ofValues(topic.valueTypes(), settings);
  }

  @Override
  public void close() {
    producer.close();
  }
}
