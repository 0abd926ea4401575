package io.holdfast.cli.cluster;

import io.holdfast.schemas.Topic;
import io.holdfast.schemas.serde.MalformedRecordException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads topics as they are now, committed records only, outside any consumer group.
 *
 * <p>What cannot be decoded is reported to {@code unreadable} in a sentence and passed over: one
 * bad record must not hide the others from the person who looks for it.
 */
public final class TopicReader {

  /** Longest wait for a broker that stopped answering in the middle. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final Duration POLL = Duration.ofMillis(200);

  private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
  private final Codecs codecs;
  private final Consumer<String> unreadable;
  private final Waiting waiting;

  TopicReader(
      org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
      Codecs codecs,
      Consumer<String> unreadable,
      Waiting waiting) {
    this.waiting = waiting;
    this.consumer = consumer;
    this.codecs = codecs;
    this.unreadable = unreadable;
  }

  /** The newest record of each key that has no tombstone, by key. */
  public <V extends SpecificRecord> Map<String, Entry<V>> newest(Topic<String, V> topic) {
    var newest = new TreeMap<String, Entry<V>>();
    toEnd(
        topic,
        Start.BEGINNING,
        entry -> {
          if (entry.value() == null) {
            newest.remove(entry.key());
          } else {
            newest.put(entry.key(), entry);
          }
        });
    return newest;
  }

  /** The values of those records, in the order of their keys. */
  public <V extends SpecificRecord> List<V> newestValues(Topic<String, V> topic) {
    return newest(topic).values().stream().map(Entry::value).toList();
  }

  /** What a partition holds now: offsets from {@code begin}, before {@code end}. */
  public record Extent(int partition, long begin, long end) {
    public long records() {
      return end - begin;
    }
  }

  /** What each partition of the topic holds now, by number. */
  public List<Extent> extents(Topic<?, ?> topic) {
    List<TopicPartition> partitions = partitions(topic);
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    return partitions.stream()
        .map(p -> new Extent(p.partition(), begins.get(p), ends.get(p)))
        .toList();
  }

  /** All records from there to the end as it is now, oldest first by broker time. */
  public <V extends SpecificRecord> List<Entry<V>> list(Topic<String, V> topic, Start start) {
    var found = new ArrayList<Entry<V>>();
    toEnd(topic, start, found::add);
    found.sort(Comparator.comparing((Entry<V> e) -> e.at()).thenComparing(Entry::offset));
    return found;
  }

  /** How many records there are from there to the end, as offsets count them. */
  public long count(Topic<?, ?> topic, Start start) {
    List<TopicPartition> partitions = partitions(topic);
    Map<TopicPartition, Long> begins = new Positions(consumer).of(start, partitions);
    return consumer.endOffsets(partitions).entrySet().stream()
        .mapToLong(end -> Math.max(0, end.getValue() - begins.get(end.getKey())))
        .sum();
  }

  /** The newest record of one key that was written since, without reading other partitions. */
  public <V extends SpecificRecord> Optional<Entry<V>> newestOf(
      Topic<String, V> topic, String key, Instant since) {
    List<TopicPartition> partitions = partitions(topic);
    TopicPartition home = partitions.get(topic.partitionOf(key, partitions.size()));
    var newest = new AtomicReference<Entry<V>>();
    toEnd(
        topic,
        List.of(home),
        Start.at(since),
        entry -> {
          if (key.equals(entry.key())) {
            newest.set(entry);
          }
        });
    return Optional.ofNullable(newest.get());
  }

  /** Hands over each record from there to the end as it is now, in order within a partition. */
  public <V extends SpecificRecord> void toEnd(
      Topic<String, V> topic, Start start, Consumer<Entry<V>> each) {
    toEnd(topic, partitions(topic), start, each);
  }

  private <V extends SpecificRecord> void toEnd(
      Topic<String, V> topic,
      List<TopicPartition> partitions,
      Start start,
      Consumer<Entry<V>> each) {
    Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
    Map<TopicPartition, Long> begins = new Positions(consumer).of(start, partitions);
    ends.entrySet().removeIf(end -> begins.get(end.getKey()) >= end.getValue());
    assign(ends.keySet(), begins);
    long all = ends.entrySet().stream().mapToLong(e -> e.getValue() - begins.get(e.getKey())).sum();
    long done = 0;
    waiting.begin();
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!ends.isEmpty()) {
      ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
      for (ConsumerRecord<byte[], byte[]> record : polled) {
        if (record.offset() < ends.getOrDefault(partition(record), 0L)) {
          decode(topic, record, each);
        }
      }
      boolean advanced =
          ends.entrySet().removeIf(e -> consumer.position(e.getKey()) >= e.getValue());
      done += polled.count();
      waiting.at(topic.name(), done, all);
      if (advanced || !polled.isEmpty()) {
        deadline = Instant.now().plus(PATIENCE);
      } else if (Instant.now().isAfter(deadline)) {
        throw new Unreachable(
            "The broker stopped answering while %s was read: is it up, and all its replicas?"
                .formatted(topic),
            null);
      }
    }
    waiting.end();
  }

  /**
   * Hands over each record from there on, for as long as {@code each} says so: what arrives
   * together by broker time, else in order within a partition.
   */
  public void follow(
      List<? extends Topic<String, ? extends SpecificRecord>> topics,
      Start start,
      Predicate<Entry<SpecificRecord>> each) {
    Map<String, Topic<String, ? extends SpecificRecord>> byName = new HashMap<>();
    List<TopicPartition> partitions = new ArrayList<>();
    for (Topic<String, ? extends SpecificRecord> topic : topics) {
      byName.put(topic.name(), topic);
      partitions.addAll(partitions(topic));
    }
    assign(partitions, new Positions(consumer).of(start, partitions));
    boolean goesOn = true;
    while (goesOn) {
      List<Entry<SpecificRecord>> together = new ArrayList<>();
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        decode(byName.get(record.topic()), record, entry -> together.add(entry.widened()));
      }
      together.sort(Comparator.comparing((Entry<SpecificRecord> entry) -> entry.at()));
      goesOn = together.stream().allMatch(each);
    }
  }

  private void assign(Collection<TopicPartition> partitions, Map<TopicPartition, Long> at) {
    consumer.assign(partitions);
    partitions.forEach(partition -> consumer.seek(partition, at.get(partition)));
  }

  private List<TopicPartition> partitions(Topic<?, ?> topic) {
    List<PartitionInfo> known = consumer.partitionsFor(topic.name());
    if (known == null || known.isEmpty()) {
      throw new MissingTopic(topic.name());
    }
    return known.stream()
        .map(p -> new TopicPartition(p.topic(), p.partition()))
        .sorted(Comparator.comparingInt(TopicPartition::partition))
        .toList();
  }

  private <V extends SpecificRecord> void decode(
      Topic<String, V> topic, ConsumerRecord<byte[], byte[]> record, Consumer<Entry<V>> each) {
    V value;
    try {
      value = codecs.read(topic, record.value());
    } catch (MalformedRecordException e) {
      unreadable.accept(
          "Not readable, passed over: %s partition %d offset %d: %s"
              .formatted(record.topic(), record.partition(), record.offset(), e.getMessage()));
      return;
    }
    each.accept(
        new Entry<>(
            topic,
            Codecs.key(record.key()),
            value,
            record.partition(),
            record.offset(),
            Instant.ofEpochMilli(record.timestamp())));
  }

  private static TopicPartition partition(ConsumerRecord<?, ?> record) {
    return new TopicPartition(record.topic(), record.partition());
  }
}
