package io.holdfast.console.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PositionsTest {

  private static final Topics TOPICS = Topics.withPrefix("new.");
  private static final TopicPartition NODES = new TopicPartition(TOPICS.nodes().name(), 0);

  @Test
  void theTopicsOfAClusterThatIsOnlyBeingMadeAreReadWhenTheyCome() {
    // Given
    MockConsumer<byte[], byte[]> consumer = consumer();
    var positions = new Positions(consumer, TOPICS, Duration.ofDays(1));
    positions.assign();
    assertThat(positions.isNothingThere()).isTrue();

    // When
    consumer.updatePartitions(
        NODES.topic(), List.of(new PartitionInfo(NODES.topic(), 0, null, null, null)));
    consumer.updateBeginningOffsets(Map.of(NODES, 0L));
    consumer.updateEndOffsets(Map.of(NODES, 3L));
    positions.adoptNew();

    // Then
    assertThat(positions.isNothingThere()).isFalse();
    assertThat(consumer.assignment()).containsExactly(NODES);
    assertThat(positions.reached()).isFalse();
  }

  private static MockConsumer<byte[], byte[]> consumer() {
    return new MockConsumer<>("earliest") {
      @Override
      public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
          Map<TopicPartition, Long> since) {
        assertThat(since).isEmpty();
        return Map.of();
      }
    };
  }
}
