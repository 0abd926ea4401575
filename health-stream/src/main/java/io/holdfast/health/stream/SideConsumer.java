package io.holdfast.health.stream;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads with a consumer of its own, outside of any group. */
public final class SideConsumer implements LogReader {

  private static final Duration POLL = Duration.ofMillis(200);

  /** Without a record for so long the stream thread gives up, and a new one tries again. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Map<String, Object> settings;

  /**
   * @param settings of Kafka's clients: address and security
   */
  public SideConsumer(Map<String, Object> settings) {
    this.settings = Map.copyOf(settings);
  }

  @Override
  public void read(TopicPartition partition, long from, long to, Taker taker) {
    try (Consumer<byte[], byte[]> consumer = consumer()) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, from);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      long next = from;
      while (next < to) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
          if (record.offset() >= to) {
            return;
          }
          taker.take(
              record.offset(), record.timestamp(), record.headers(), record.key(), record.value());
        }
        long reached = consumer.position(partition);
        if (reached > next) {
          next = reached;
          deadline = System.nanoTime() + PATIENCE.toNanos();
        } else if (System.nanoTime() - deadline > 0) {
          throw new TimeoutException(
              "no record of %s after offset %d within %s".formatted(partition, next, PATIENCE));
        }
      }
    }
  }

  private Consumer<byte[], byte[]> consumer() {
    var own = new java.util.HashMap<String, Object>(settings);
    own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    own.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    own.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    own.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 8 << 20);
    own.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
    // At the end of a log it would wait for records that nobody wants, and closing waits with it.
    own.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
    own.put(ConsumerConfig.CLIENT_ID_CONFIG, "health-stream-refold");
    return new KafkaConsumer<>(own, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
