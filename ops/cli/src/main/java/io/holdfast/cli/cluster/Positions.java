package io.holdfast.cli.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Turns a {@link Start} into offsets. */
final class Positions {

  private final Consumer<?, ?> consumer;

  Positions(Consumer<?, ?> consumer) {
    this.consumer = consumer;
  }

  Map<TopicPartition, Long> of(Start start, List<TopicPartition> partitions) {
    if (start instanceof Start.At at) {
      return at(at, partitions);
    }
    if (start instanceof Start.End) {
      return consumer.endOffsets(partitions);
    }
    Map<TopicPartition, Long> begin = consumer.beginningOffsets(partitions);
    if (start instanceof Start.Offsets offsets) {
      begin = new HashMap<>(begin);
      begin.replaceAll((p, at) -> offsets.byPartition().getOrDefault(p.partition(), at));
    }
    return start instanceof Start.Last last ? last(last, begin, partitions) : begin;
  }

  private Map<TopicPartition, Long> last(
      Start.Last last, Map<TopicPartition, Long> begin, List<TopicPartition> partitions) {
    Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
    return partitions.stream()
        .collect(
            Collectors.toMap(
                partition -> partition, p -> Math.max(begin.get(p), end.get(p) - last.offsets())));
  }

  private Map<TopicPartition, Long> at(Start.At at, List<TopicPartition> partitions) {
    long millis = at.time().toEpochMilli();
    var positions = new HashMap<>(consumer.endOffsets(partitions));
    consumer
        .offsetsForTimes(partitions.stream().collect(Collectors.toMap(p -> p, p -> millis)))
        .forEach(
            (partition, found) -> {
              if (found != null) {
                positions.put(partition, found.offset());
              }
            });
    return positions;
  }
}
