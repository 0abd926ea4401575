package io.holdfast.backup.kafka;

import io.holdfast.backup.format.ManifestFile;
import io.holdfast.runtime.config.KafkaConfig;
import io.holdfast.runtime.config.RegistryConfig;
import io.holdfast.runtime.transactions.EndingProducer;
import io.holdfast.runtime.transactions.UnendedTransactions;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.serde.AvroDeserializer;
import io.holdfast.schemas.serde.AvroSerializer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Makes the clients of one database.
 *
 * @param kafka the cluster
 * @param registry the schema registry
 * @param transactions what Kafka leaves open of them; empty where nothing is written
 */
public record Clients(
    KafkaConfig kafka, RegistryConfig registry, Optional<UnendedTransactions> transactions) {

  /** Beyond any record we write; reading one of ours must never fail for its size. */
  private static final int MAX_RECORD_BYTES = 64 << 20;

  /** What the transactional ids of a database's writers begin with, after the topics' prefix. */
  public static String writers(String database) {
    return "backup." + database + ".";
  }

  /** Clients that read. */
  public Clients(KafkaConfig kafka, RegistryConfig registry) {
    this(kafka, registry, Optional.empty());
  }

  /**
   * A producer whose records count only when their transaction is committed. Starting another one
   * with the same id ends the earlier: it can commit no more.
   */
  public <V extends SpecificRecord> KafkaProducer<String, V> transactional(
      Topic<String, ? super V> topic, String id) {
    return transactional(id, values(topic));
  }

  /** The same for manifests. */
  public KafkaProducer<String, ManifestFile> transactionalManifests(String id) {
    return transactional(id, manifests()::serialize);
  }

  private <V> KafkaProducer<String, V> transactional(String id, Serializer<V> values) {
    Map<String, Object> own = producer(id);
    own.put("transactional.id", kafka.topicPrefix() + id);
    own.put("transaction.timeout.ms", 60_000);
    own.put("linger.ms", 5);
    own.put("batch.size", 256 << 10);
    own.put("buffer.memory", 64L << 20);
    own.put("compression.type", "zstd");
    Map<String, Object> all = kafka.clientProperties(own);
    return transactions.isPresent()
        ? new EndingProducer<>(all, new StringSerializer(), values, transactions.get())
        : new KafkaProducer<>(all, new StringSerializer(), values);
  }

  /** A producer for what nothing depends on. */
  public <V extends SpecificRecord> KafkaProducer<String, V> plain(
      Topic<String, ? super V> topic, String id) {
    return new KafkaProducer<>(
        kafka.clientProperties(producer(id)), new StringSerializer(), values(topic));
  }

  private static Map<String, Object> producer(String id) {
    Map<String, Object> own = new HashMap<>();
    own.put("client.id", "backup-" + id);
    own.put("acks", "all");
    own.put("enable.metrics.push", false);
    return own;
  }

  private <V extends SpecificRecord> Serializer<V> values(Topic<String, ? super V> topic) {
    AvroSerializer<V> values = new AvroSerializer<>();
    values.configure(serdeSettings(topic), false);
    return values;
  }

  /** Manifests to and from the topic. */
  public ManifestRecords manifests() {
    return new ManifestRecords(registry.serdeProperties());
  }

  /** A consumer of what is committed; it belongs to no group and commits no offsets of its own. */
  public <V extends SpecificRecord> KafkaConsumer<String, V> committed(
      Topic<String, V> topic, String id) {
    AvroDeserializer<V> values = new AvroDeserializer<>(topic.valueTypes());
    values.configure(serdeSettings(topic), false);
    return committed(id, values);
  }

  /** The same for manifests. */
  public KafkaConsumer<String, ManifestFile> committedManifests(String id) {
    return committed(id, manifests()::deserialize);
  }

  private <V> KafkaConsumer<String, V> committed(String id, Deserializer<V> values) {
    Map<String, Object> own = new HashMap<>();
    own.put("client.id", "backup-" + id);
    own.put("isolation.level", "read_committed");
    own.put("enable.auto.commit", false);
    own.put("auto.offset.reset", "none");
    own.put("allow.auto.create.topics", false);
    own.put("max.poll.records", 5000);
    own.put("max.partition.fetch.bytes", 4 << 20);
    own.put("enable.metrics.push", false);
    return new KafkaConsumer<>(kafka.clientProperties(own), new StringDeserializer(), values);
  }

  private Map<String, Object> serdeSettings(Topic<?, ?> topic) {
    Map<String, Object> settings = new HashMap<>(registry.serdeProperties());
    settings.put("max.record.bytes", MAX_RECORD_BYTES);
    if (topic.valueTypes().size() > 1) {
      settings.put("value.subject.name.strategy", "TopicRecordNameStrategy");
    }
    return settings;
  }

  public Admin admin() {
    return Admin.create(
        kafka.clientProperties(
            Map.of("client.id", "backup-admin", "enable.metrics.push", "false")));
  }
}
