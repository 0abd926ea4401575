package io.holdfast.cli.cluster;

import io.holdfast.schemas.Topic;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;

/**
 * One record of a topic.
 *
 * @param value null for a tombstone
 * @param at broker time
 * @param <V> type of the value
 */
public record Entry<V>(
    Topic<String, ? extends V> topic, String key, V value, int partition, long offset, Instant at) {

  /** The same, where only what all records have in common matters. */
  Entry<SpecificRecord> widened() {
    return new Entry<>(topicOfRecords(), key, (SpecificRecord) value, partition, offset, at);
  }

  @SuppressWarnings("unchecked")
  private Topic<String, SpecificRecord> topicOfRecords() {
    return (Topic<String, SpecificRecord>) topic;
  }
}
