package io.holdfast.schemas.admin;

import io.holdfast.schemas.Topic;
import io.holdfast.schemas.admin.Finding.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/** What is, beside what should be, for one topic. */
final class Comparison {

  private static final Map<String, Kind> KINDS =
      Map.of(
          TopicConfig.CLEANUP_POLICY_CONFIG, Kind.CLEANUP,
          TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, Kind.TIMESTAMPS,
          TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Kind.MIN_INSYNC,
          TopicConfig.RETENTION_MS_CONFIG, Kind.RETENTION,
          TopicConfig.SEGMENT_MS_CONFIG, Kind.SEGMENTS,
          TopicConfig.SEGMENT_BYTES_CONFIG, Kind.SEGMENTS);

  private final Topic<?, ?> topic;
  private final Durability durability;

  Comparison(Topic<?, ?> topic, Durability durability) {
    this.topic = topic;
    this.durability = durability;
  }

  /**
   * @param state null if the topic does not exist
   */
  List<Finding> with(TopicState state) {
    List<Finding> findings = new ArrayList<>();
    if (state == null) {
      findings.add(
          finding(Kind.TOPIC_MISSING, "Topic %s is missing: run `holdfast topics create`."));
      return findings;
    }
    if (state.partitions() != topic.partitions()) {
      findings.add(
          finding(
              Kind.PARTITIONS,
              "Topic %%s has %d partitions and must have %d for its whole life: delete and create it, or give it another prefix."
                  .formatted(state.partitions(), topic.partitions())));
    }
    if (state.replicas() < durability.replicas()) {
      findings.add(
          finding(
              Kind.REPLICAS,
              "Topic %%s has %d replicas where %d are asked for: raise it with kafka-reassign-partitions."
                  .formatted(state.replicas(), durability.replicas())));
    }
    TopicSettings.of(topic, durability)
        .forEach((key, wanted) -> compare(key, wanted, state.settings().get(key), findings));
    return findings;
  }

  private void compare(String key, String wanted, String actual, List<Finding> findings) {
    if (!wanted.equals(actual)) {
      findings.add(
          finding(
              KINDS.get(key),
              "Topic %%s has %s=%s where the contract says %s: change it with kafka-configs --alter."
                  .formatted(key, actual, wanted)));
    }
  }

  private Finding finding(Kind kind, String words) {
    return new Finding(topic.name(), kind, words.formatted(topic.name()));
  }
}
