package io.holdfast.agent.kafka;

import io.holdfast.agent.config.AgentConfig;
import io.holdfast.schemas.serde.AvroDeserializer;
import io.holdfast.schemas.serde.AvroSerializer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Every Kafka client of the agent and its settings. */
public final class Clients {

  /** The broker that is back is found within a second. */
  private static final int RECONNECT_MILLIS = 1_000;

  private static final Duration LEAST_API_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration LONGEST_FETCH = Duration.ofSeconds(1);

  private final AgentConfig config;

  public Clients(AgentConfig config) {
    this.config = config;
  }

  /**
   * For heartbeats and samples: a record that is not acknowledged in time is gone, for the next one
   * says more. So no retries, and no idempotence, which would hold back what follows a lost record.
   */
  public Producer<String, SpecificRecord> passing() {
    Map<String, Object> own = passingSettings();
    return new KafkaProducer<>(
        config.kafka().clientProperties(own), new StringSerializer(), serializer(own));
  }

  Map<String, Object> passingSettings() {
    int timeout = Math.toIntExact(config.heartbeat().requestTimeout().toMillis());
    Map<String, Object> own = common("beat");
    own.put(ProducerConfig.ACKS_CONFIG, "all");
    own.put(ProducerConfig.RETRIES_CONFIG, 0);
    own.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
    own.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeout);
    own.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, timeout);
    own.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout);
    own.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    own.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 100);
    own.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L << 20);
    own.put(ProducerConfig.BATCH_SIZE_CONFIG, 4096);
    own.put("value.subject.name.strategy", "TopicRecordNameStrategy");
    return own;
  }

  /** For results and the profile: sent until it is delivered, in order, once a session. */
  public Producer<String, SpecificRecord> delivering() {
    Map<String, Object> own = deliveringSettings("deliver");
    return new KafkaProducer<>(
        config.kafka().clientProperties(own), new StringSerializer(), serializer(own));
  }

  /** For dead letters. */
  public Producer<byte[], byte[]> deadLetters() {
    return new KafkaProducer<>(
        config.kafka().clientProperties(deliveringSettings("dead-letters")),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** For the one partition of the assignments that holds this node's. */
  public Consumer<String, byte[]> assignments() {
    Map<String, Object> own = common("assignments");
    Duration patience = config.heartbeat().requestTimeout();
    // A question about the end waits on the broker behind a fetch: half of what the lease allows.
    Duration half = patience.dividedBy(2);
    Duration wait = half.compareTo(LONGEST_FETCH) < 0 ? half : LONGEST_FETCH;
    own.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    own.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    own.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    own.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, Math.toIntExact(wait.toMillis()));
    own.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1 << 20);
    own.put(
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
        (int) Math.max(LEAST_API_TIMEOUT.toMillis(), patience.toMillis()));
    own.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
    return new KafkaConsumer<>(
        config.kafka().clientProperties(own),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }

  /** Reads values of this type and no other. */
  public <T extends SpecificRecord> AvroDeserializer<T> deserializer(Class<T> type) {
    var deserializer = new AvroDeserializer<T>(List.of(type));
    deserializer.configure(config.registry().serdeProperties(), false);
    return deserializer;
  }

  /** The same, whoever wrote them. */
  public <T extends SpecificRecord> AvroDeserializer<T> unverified(Class<T> type) {
    Map<String, Object> settings = new HashMap<>(config.registry().serdeProperties());
    settings.remove(Keys.TRUSTED);
    var deserializer = new AvroDeserializer<T>(List.of(type));
    deserializer.configure(settings, false);
    return deserializer;
  }

  private Map<String, Object> deliveringSettings(String purpose) {
    Map<String, Object> own = common(purpose);
    own.put(ProducerConfig.ACKS_CONFIG, "all");
    own.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    // With several, a first batch that is refused while the second is taken is lost: KAFKA-14359.
    own.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    own.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
    own.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    own.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 120_000);
    own.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    own.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    own.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L << 20);
    own.put(ProducerConfig.BATCH_SIZE_CONFIG, 4096);
    return own;
  }

  private Map<String, Object> common(String purpose) {
    Map<String, Object> own = new HashMap<>();
    own.put(CommonClientConfigs.CLIENT_ID_CONFIG, "agent-" + config.node().id() + "-" + purpose);
    own.put(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, 50);
    own.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MILLIS);
    own.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 2_000);
    own.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, 4_000);
    own.put("enable.metrics.push", false);
    own.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, List.of()); // no JMX: it is memory
    return own;
  }

  private AvroSerializer<SpecificRecord> serializer(Map<String, Object> own) {
    Map<String, Object> settings = new HashMap<>(config.registry().serdeProperties());
    Object strategy = own.get("value.subject.name.strategy");
    if (strategy != null) {
      settings.put("value.subject.name.strategy", strategy);
    }
    var serializer = new AvroSerializer<SpecificRecord>();
    serializer.configure(settings, false);
    return serializer;
  }
}
