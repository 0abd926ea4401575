package io.holdfast.console.follow;

import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which partitions are read, and from which offsets. A topic that is not there yet is adopted when
 * it comes: those of databases, and all of them on a cluster that is only being made.
 */
final class Positions {

  private static final Logger log = LoggerFactory.getLogger(Positions.class);

  /** Of a log nothing of which is in the history: where a chain of backups ended long ago. */
  private static final long NEWEST = 100;

  private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Consumer<byte[], byte[]> consumer;
  private final Topics topics;
  private final Duration history;
  private final Set<TopicPartition> assigned = new HashSet<>();
  private final Map<TopicPartition, Long> ends = new HashMap<>();
  private long lookedNanos;

  Positions(Consumer<byte[], byte[]> consumer, Topics topics, Duration history) {
    this.consumer = consumer;
    this.topics = topics;
    this.history = history;
  }

  /** Begins with all topics that are there. */
  void assign() {
    adopt(consumer.listTopics());
    lookedNanos = System.nanoTime();
  }

  /** Whether none of the topics is there yet. */
  boolean isNothingThere() {
    return assigned.isEmpty();
  }

  /**
   * From time to time, and always while nothing is there; a cluster that does not answer is asked
   * again later.
   */
  void adoptNew() {
    if (!isNothingThere() && System.nanoTime() - lookedNanos < LOOK_AGAIN_NANOS) {
      return;
    }
    try {
      adopt(consumer.listTopics());
    } catch (WakeupException | InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      log.atInfo().addKeyValue("why", e.getMessage()).log("the topics could not be listed");
    }
    lookedNanos = System.nanoTime();
  }

  /** Whether everything that was there at the beginning was read. */
  boolean reached() {
    ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
    return ends.isEmpty();
  }

  private void adopt(Map<String, List<PartitionInfo>> there) {
    Map<TopicPartition, Reading.From> found = new HashMap<>();
    for (Reading reading : readings(there.keySet())) {
      for (PartitionInfo info : there.getOrDefault(reading.topic().name(), List.of())) {
        found.put(new TopicPartition(info.topic(), info.partition()), reading.from());
      }
    }
    found.keySet().removeAll(assigned);
    if (found.isEmpty()) {
      return;
    }
    assigned.addAll(found.keySet());
    consumer.assign(assigned);
    ends.putAll(consumer.endOffsets(found.keySet()));
    begin(found);
  }

  private void begin(Map<TopicPartition, Reading.From> found) {
    var beginnings = new ArrayList<TopicPartition>();
    var now = new ArrayList<TopicPartition>();
    var since = new HashMap<TopicPartition, Long>();
    long sinceMillis = System.currentTimeMillis() - history.toMillis();
    found.forEach(
        (partition, from) -> {
          switch (from) {
            case BEGINNING -> beginnings.add(partition);
            case NOW -> now.add(partition);
            case HISTORY -> since.put(partition, sinceMillis);
          }
        });
    // An empty list would mean all partitions that are assigned.
    if (!beginnings.isEmpty()) {
      consumer.seekToBeginning(beginnings);
    }
    if (!now.isEmpty()) {
      consumer.seekToEnd(now);
    }
    consumer
        .offsetsForTimes(since)
        .forEach(
            (partition, first) -> {
              long newest = Math.max(0, ends.get(partition) - NEWEST);
              consumer.seek(partition, first == null ? newest : Math.min(newest, first.offset()));
            });
  }

  private List<Reading> readings(Set<String> there) {
    var readings = new ArrayList<>(Reading.of(topics));
    String manifests = topics.manifests("").name();
    for (String name : there) {
      if (name.startsWith(manifests) && name.length() > manifests.length()) {
        Topic<String, ?> topic = topics.manifests(name.substring(manifests.length()));
        readings.add(new Reading(topic, Reading.From.HISTORY));
      }
    }
    return readings;
  }
}
