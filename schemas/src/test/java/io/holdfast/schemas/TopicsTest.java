package io.holdfast.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.records.Heartbeat;
import io.holdfast.records.NodeProfile;
import io.holdfast.schemas.Topic.Cleanup;
import java.util.Arrays;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

class TopicsTest {

  private final Topics topics = Topics.withDefaultPrefix();

  @Test
  void everyDeclaredTopicIsListedOnceUnderThePrefix() {
    long declared =
        Arrays.stream(Topics.class.getMethods())
            .filter(m -> m.getReturnType() == Topic.class && m.getParameterCount() == 0)
            .count();

    assertThat(topics.all()).hasSize((int) declared);
    assertThat(topics.all())
        .extracting(Topic::name)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.startsWith("holdfast."));
  }

  @Test
  void compactedTopicsAndManifestsAreKeptForEver() {
    assertThat(topics.all())
        .allMatch(topic -> topic.retention().isEmpty() == (topic.cleanup() == Cleanup.COMPACT));
    assertThat(topics.manifests("orders").retention()).isEmpty();
  }

  @Test
  void aTopicOfOneTypeHasOneSubjectAndATopicOfSeveralHasOneEach() {
    assertThat(topics.nodes().subject(NodeProfile.class)).isEqualTo("holdfast.nodes-value");
    assertThat(topics.heartbeats().subject(Heartbeat.class))
        .isEqualTo("holdfast.heartbeats-io.holdfast.records.Heartbeat");
    assertThatThrownBy(() -> topics.heartbeats().subject(NodeProfile.class))
        .hasMessageContaining("does not carry");
  }

  @Test
  void aKeyLandsWhereKafkasOwnPartitionerPutsIt() {
    byte[] key = "rack3-gpu07".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    assertThat(topics.heartbeats().partitionOf("rack3-gpu07"))
        .isEqualTo(Utils.toPositive(Utils.murmur2(key)) % 12);
  }

  @Test
  void whatIsSaidOfANodeHasThePartitionOfItsHeartbeats() {
    assertThat(topics.nodeStatus().partitions()).isEqualTo(topics.heartbeats().partitions());
  }
}
