package io.holdfast.console.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
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

  @Test
  void whatHoldsUntilItIsTakenBackIsReadHoweverOldItIs() {
    TopicPartition breakers = new TopicPartition(TOPICS.decisions().name(), 0);
    TopicPartition drains = new TopicPartition(TOPICS.operations().name(), 0);
    TopicPartition steps = new TopicPartition(TOPICS.failoverCommands().name(), 0);

    MockConsumer<byte[], byte[]> consumer = assigned(List.of(breakers, drains, steps), 5_000);

    assertThat(consumer.position(breakers)).isZero();
    assertThat(consumer.position(drains)).isZero();
    assertThat(consumer.position(steps)).isEqualTo(4_000);
  }

  @Test
  void theNewestManifestsAreReadHoweverOldTheyAre() {
    TopicPartition chain = new TopicPartition(TOPICS.manifests("orders").name(), 0);
    TopicPartition young = new TopicPartition(TOPICS.manifests("users").name(), 0);

    assertThat(assigned(List.of(chain), 4_010).position(chain)).isEqualTo(3_910);
    assertThat(assigned(List.of(young), 7).position(young)).isZero();
  }

  /** All of them have so many records, and those from offset 4 000 on are not older than a day. */
  private static MockConsumer<byte[], byte[]> assigned(List<TopicPartition> partitions, long end) {
    var consumer =
        new MockConsumer<byte[], byte[]>("earliest") {
          @Override
          public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
              Map<TopicPartition, Long> since) {
            Map<TopicPartition, OffsetAndTimestamp> found = new HashMap<>();
            since.forEach(
                (p, at) -> found.put(p, end <= 4_000 ? null : new OffsetAndTimestamp(4_000, at)));
            return found;
          }
        };
    for (TopicPartition partition : partitions) {
      consumer.updatePartitions(
          partition.topic(), List.of(new PartitionInfo(partition.topic(), 0, null, null, null)));
      consumer.updateBeginningOffsets(Map.of(partition, 0L));
      consumer.updateEndOffsets(Map.of(partition, end));
    }
    new Positions(consumer, TOPICS, Duration.ofDays(1)).assign();
    return consumer;
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
