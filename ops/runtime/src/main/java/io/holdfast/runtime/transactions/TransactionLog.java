package io.holdfast.runtime.transactions;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
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
    Map<Producer, TransactionResult> ends = new HashMap<>();
    try (var consumer = consumer()) {
      int partitions = consumer.partitionsFor(TOPIC).size();
      var partition = new TopicPartition(TOPIC, Utils.abs(transactionalId.hashCode()) % partitions);
      read(
          consumer,
          List.of(partition),
          record -> {
            if (idOf(record).equals(Optional.of(transactionalId))) {
              end(record.value()).ifPresent(known -> ends.put(known.producer(), known.result()));
            }
          });
    }
    return ends;
  }

  /** The transactional ids that these producers had. */
  Set<String> idsOf(Set<Long> producers) {
    Set<String> ids = new HashSet<>();
    try (var consumer = consumer()) {
      List<TopicPartition> all =
          consumer.partitionsFor(TOPIC).stream()
              .map(partition -> new TopicPartition(TOPIC, partition.partition()))
              .toList();
      read(
          consumer,
          all,
          record ->
              idOf(record)
                  .filter(id -> producers.contains(producerOf(record.value())))
                  .ifPresent(ids::add));
    }
    return ids;
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> own = new HashMap<>(clients);
    own.put("client.id", "holdfast-transactions");
    own.put("isolation.level", "read_uncommitted");
    own.put("allow.auto.create.topics", false);
    return new KafkaConsumer<>(own, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static void read(
      KafkaConsumer<byte[], byte[]> consumer,
      List<TopicPartition> partitions,
      Consumer<ConsumerRecord<byte[], byte[]>> taker) {
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException(TOPIC + " was not read within " + PATIENCE);
      }
      consumer.poll(Duration.ofMillis(200)).forEach(taker);
    }
  }

  /** A producer at one of its epochs: with version 2, one transaction. */
  record Producer(long id, int epoch) {}

  private record End(Producer producer, TransactionResult result) {}

  /** Key: version, length, id. Kafka's TransactionLogKey. Without a value the id is forgotten. */
  private static Optional<String> idOf(ConsumerRecord<byte[], byte[]> record) {
    ByteBuffer bytes = ByteBuffer.wrap(record.key());
    if (bytes.getShort() > NEWEST_KEY || record.value() == null) {
      return Optional.empty();
    }
    bytes.getShort();
    return Optional.of(StandardCharsets.UTF_8.decode(bytes).toString());
  }

  private static long producerOf(byte[] value) {
    return ByteBuffer.wrap(value).getLong(Short.BYTES);
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
