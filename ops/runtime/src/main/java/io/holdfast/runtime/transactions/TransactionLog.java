package io.holdfast.runtime.transactions;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.requests.TransactionResult;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;

/**
 * How transactions ended, as their coordinator wrote it down. With transactions of version 2
 * (KIP-890) each ends under an epoch of its own, the next one: what is recorded there is the end of
 * this transaction and of no other.
 */
final class TransactionLog {

  static final String TOPIC = "__transaction_state";

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final short NEWEST_KEY = 0;
  private static final short NEWEST_VALUE = 1;

  private final Map<String, Object> clients;

  TransactionLog(Map<String, Object> clients) {
    this.clients = clients;
  }

  /**
   * Ends of this id's transactions that are still recorded, by producer and the epoch they had
   * while they were open.
   */
  Map<Producer, TransactionResult> endsOf(String transactionalId) {
    Map<String, Object> own = new HashMap<>(clients);
    own.put("client.id", "holdfast-transactions");
    own.put("isolation.level", "read_uncommitted");
    own.put("allow.auto.create.topics", false);
    Map<Producer, TransactionResult> ends = new HashMap<>();
    try (var consumer =
        new KafkaConsumer<>(own, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      int partitions = consumer.partitionsFor(TOPIC).size();
      var partition = new TopicPartition(TOPIC, Utils.abs(transactionalId.hashCode()) % partitions);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (consumer.position(partition) < end) {
        if (System.nanoTime() > deadline) {
          throw new TimeoutException(partition + " was not read within " + PATIENCE);
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          if (isOf(transactionalId, record.key()) && record.value() != null) {
            end(record.value()).ifPresent(known -> ends.put(known.producer(), known.result()));
          }
        }
      }
    }
    return ends;
  }

  /** A producer at one of its epochs: with version 2, one transaction. */
  record Producer(long id, int epoch) {}

  private record End(Producer producer, TransactionResult result) {}

  /** Key: version, length, id. Kafka's TransactionLogKey. */
  private static boolean isOf(String transactionalId, byte[] key) {
    ByteBuffer bytes = ByteBuffer.wrap(key);
    if (bytes.getShort() > NEWEST_KEY) {
      return false;
    }
    bytes.getShort();
    return StandardCharsets.UTF_8.decode(bytes).toString().equals(transactionalId);
  }

  /** Value: version, producer, epoch, time-out, state, and more. Kafka's TransactionLogValue. */
  private static Optional<End> end(byte[] value) {
    ByteBuffer bytes = ByteBuffer.wrap(value);
    if (bytes.getShort() > NEWEST_VALUE) {
      return Optional.empty();
    }
    long producer = bytes.getLong();
    short epoch = bytes.getShort();
    bytes.getInt();
    var whileOpen = new Producer(producer, epoch - 1);
    return switch (bytes.get()) {
      case 2, 4 -> Optional.of(new End(whileOpen, TransactionResult.COMMIT));
      case 3, 5 -> Optional.of(new End(whileOpen, TransactionResult.ABORT));
      default -> Optional.empty();
    };
  }
}
