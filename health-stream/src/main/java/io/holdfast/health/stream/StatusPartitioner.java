package io.holdfast.health.stream;

import io.holdfast.records.Progress;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * Statuses by their node, as Kafka partitions keys; a {@link Progress} behind the statuses that it
 * speaks of.
 *
 * <p>{@code heartbeats} and {@code node-status} have as many partitions and the same keys, so what
 * is concluded from partition p is told in partition p. There alone does a Progress come after all
 * verdicts up to the record that it names, for whoever reads them in order.
 */
final class StatusPartitioner implements StreamPartitioner<String, Object> {

  @Override
  public Optional<Set<Integer>> partitions(String topic, String key, Object value, int count) {
    return value instanceof Progress progress
        ? Optional.of(Set.of(progress.getJudged().getPartition() % count))
        : Optional.empty();
  }
}
