package io.holdfast.dispatcher.stream;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** By pool, as Kafka partitions keys; what concerns every pool goes to every partition. */
final class PoolPartitioner implements StreamPartitioner<String, SpecificRecord> {

  @Override
  public Optional<Set<Integer>> partitions(
      String topic, String pool, SpecificRecord value, int count) {
    return pool != null
        ? Optional.empty()
        : Optional.of(IntStream.range(0, count).boxed().collect(Collectors.toSet()));
  }
}
