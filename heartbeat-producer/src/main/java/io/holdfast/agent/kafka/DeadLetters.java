package io.holdfast.agent.kafka;

import io.holdfast.schemas.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where records go that cannot be read: original bytes, the reason in headers named as Kafka
 * Streams names those of its own dead letters. The producer is made for the first one.
 */
public final class DeadLetters implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

  private final Topic<byte[], byte[]> topic;
  private final Supplier<Producer<byte[], byte[]>> producers;
  private final MeterRegistry metrics;
  private Producer<byte[], byte[]> producer;

  public DeadLetters(
      Topic<byte[], byte[]> topic,
      Supplier<Producer<byte[], byte[]>> producers,
      MeterRegistry metrics) {
    this.topic = topic;
    this.producers = producers;
    this.metrics = metrics;
  }

  synchronized void add(ConsumerRecord<String, byte[]> record, String reason, String message) {
    metrics.counter("holdfast.agent.dead.letters", "reason", reason).increment();
    log.atWarn()
        .addKeyValue("topic", record.topic())
        .addKeyValue("partition", record.partition())
        .addKeyValue("offset", record.offset())
        .addKeyValue("reason", reason)
        .addKeyValue("why", message)
        .log("a record cannot be read; it goes to the dead letters");
    byte[] key = record.key() == null ? null : bytes(record.key());
    var letter = new ProducerRecord<>(topic.name(), key, record.value());
    letter
        .headers()
        .add("__streams.errors.exception", bytes(reason))
        .add("__streams.errors.message", bytes(message))
        .add("__streams.errors.topic", bytes(record.topic()))
        .add("__streams.errors.partition", bytes(Integer.toString(record.partition())))
        .add("__streams.errors.offset", bytes(Long.toString(record.offset())));
    try {
      if (producer == null) {
        producer = producers.get();
      }
      producer.send(letter, (metadata, failure) -> reportLoss(failure));
    } catch (KafkaException e) {
      reportLoss(e);
    }
  }

  private static void reportLoss(Exception failure) {
    if (failure != null) {
      log.atError().setCause(failure).log("a dead letter could not be written");
    }
  }

  private static byte[] bytes(String text) {
    return String.valueOf(text).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public synchronized void close() {
    if (producer != null) {
      producer.close(java.time.Duration.ofSeconds(1));
    }
  }
}
