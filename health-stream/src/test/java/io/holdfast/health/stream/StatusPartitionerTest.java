package io.holdfast.health.stream;

import static io.holdfast.health.stream.Harness.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.records.LogPosition;
import io.holdfast.records.Progress;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatusPartitionerTest {

  private final StatusPartitioner partitioner = new StatusPartitioner();

  @Test
  void progressIsToldWhereTheNodesThatItSpeaksOfAre() {
    int count = TOPICS.nodeStatus().partitions();
    for (String node : IntStream.range(0, 200).mapToObj(i -> "node-" + i).toList()) {
      int judgedIn = TOPICS.heartbeats().partitionOf(node);
      var progress = new Progress(new LogPosition("id", judgedIn, 9L), 10L, 0L, 0L, 0L, Map.of());

      assertThat(partitioner.partitions("node-status", "~" + judgedIn, progress, count))
          .hasValue(Set.of(TOPICS.nodeStatus().partitionOf(node)));
    }
  }

  @Test
  void whatIsSaidOfANodeIsPartitionedByItsKey() {
    assertThat(partitioner.partitions("node-status", "node-1", null, 12)).isEmpty();
  }
}
