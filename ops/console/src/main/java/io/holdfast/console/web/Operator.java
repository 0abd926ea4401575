package io.holdfast.console.web;

import io.holdfast.records.Operation;
import io.holdfast.runtime.config.KafkaConfig;
import io.holdfast.runtime.config.RegistryConfig;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/** Writes what people ask for into the operations topic, as the command line does. */
final class Operator implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 10_000;

  private final Producer<byte[], byte[]> producer;
  private final Topic<String, Operation> topic;
  private final Serializer<Operation> values;

  Operator(KafkaConfig kafka, RegistryConfig registry) {
    producer =
        new KafkaProducer<>(
            kafka.clientProperties(
                Map.of(
                    ProducerConfig.CLIENT_ID_CONFIG,
                    "holdfast-console",
                    ProducerConfig.ACKS_CONFIG,
                    "all",
                    ProducerConfig.MAX_BLOCK_MS_CONFIG,
                    PATIENCE_MILLIS,
                    ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    PATIENCE_MILLIS / 2,
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                    PATIENCE_MILLIS)),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    topic = Topics.withPrefix(kafka.topicPrefix()).operations();
    values = topic.valueSerde(registry.serdeProperties()).serializer();
  }

  /**
   * Returns when all replicas in sync have it.
   *
   * @throws KafkaException when they do not within 10 s; it may still be written later
   */
  void ask(Operation operation) throws InterruptedException {
    byte[] key = operation.getPool().getBytes(StandardCharsets.UTF_8);
    byte[] value = values.serialize(topic.name(), operation);
    try {
      producer
          .send(new ProducerRecord<>(topic.name(), key, value))
          .get(2L * PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new KafkaException("Kafka did not take it: " + e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw new KafkaException("Kafka did not answer in time", e);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(2));
  }
}
