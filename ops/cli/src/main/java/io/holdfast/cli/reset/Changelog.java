package io.holdfast.cli.reset;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Failure;
import io.holdfast.dispatcher.domain.Fold;
import io.holdfast.dispatcher.store.PoolEntries;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * The changelog of the dispatcher's store: what an instance restores its state from when it starts.
 * Its format is in dispatcher-stream's FORMAT.md.
 */
final class Changelog {

  private static final Duration POLL = Duration.ofMillis(200);

  private final Cluster cluster;
  private final String topic;

  Changelog(Cluster cluster) {
    this.cluster = cluster;
    topic = cluster.topics().prefix() + ResetCommand.DISPATCHER + "-pools-changelog";
  }

  /** Replaces all entries by the rebuilt ones, in one transaction. */
  void replace(RebuiltPools rebuilt) {
    Map<Integer, Set<String>> present = present(rebuilt.folds().keySet());
    Map<String, Object> settings = new HashMap<>(cluster.clientSettings());
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topic + "-reset");
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 60_000);
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      rebuilt
          .folds()
          .forEach(
              (partition, fold) -> {
                Map<String, byte[]> entries = entries(fold);
                present.get(partition).forEach(key -> entries.putIfAbsent(key, null));
                entries.forEach(
                    (key, value) -> {
                      byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
                      producer.send(new ProducerRecord<>(topic, partition, bytes, value));
                    });
              });
      producer.commitTransaction();
    }
  }

  private static Map<String, byte[]> entries(Fold fold) {
    Map<String, byte[]> entries = new HashMap<>();
    PoolEntries.all(fold, entries::put);
    return entries;
  }

  /** Keys that have a value, by partition. */
  private Map<Integer, Set<String>> present(Set<Integer> partitions) {
    Map<String, Object> settings = new HashMap<>(cluster.clientSettings());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    Map<Integer, Set<String>> keys = new HashMap<>();
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      if (consumer.partitionsFor(topic).isEmpty()) {
        throw new Failure(
            ExitCode.NOT_FOUND,
            "%s is missing: dispatcher-stream makes it at its first start.".formatted(topic));
      }
      List<TopicPartition> all =
          partitions.stream().map(p -> new TopicPartition(topic, p)).toList();
      partitions.forEach(p -> keys.put(p, new TreeSet<>()));
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          if (record.value() == null) {
            keys.get(record.partition()).remove(record.key());
          } else {
            keys.get(record.partition()).add(record.key());
          }
        }
      }
    }
    return keys;
  }
}
