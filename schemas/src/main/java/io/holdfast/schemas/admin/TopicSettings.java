package io.holdfast.schemas.admin;

import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topic.Cleanup;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.TopicConfig;

/** A topic of the catalogue in Kafka's own settings. */
final class TopicSettings {

  /**
   * Kafka never compacts the segment that is being written. With its defaults, a gigabyte or a
   * week, whoever reads a compacted topic from the beginning would read days of superseded records.
   */
  private static final Duration COMPACTED_SEGMENT_AGE = Duration.ofHours(1);

  private static final int COMPACTED_SEGMENT_BYTES = 64 * 1024 * 1024;

  private static final String FOR_EVER = "-1";

  private TopicSettings() {}

  static Map<String, String> of(Topic<?, ?> topic, Durability durability) {
    Map<String, String> settings = new TreeMap<>();
    settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, topic.cleanup().config());
    settings.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, topic.timestamps().config());
    settings.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(durability.minInsync()));
    if (topic.cleanup() == Cleanup.DELETE) {
      settings.put(
          TopicConfig.RETENTION_MS_CONFIG,
          topic.retention().map(kept -> Long.toString(kept.toMillis())).orElse(FOR_EVER));
    } else {
      settings.put(TopicConfig.SEGMENT_MS_CONFIG, Long.toString(COMPACTED_SEGMENT_AGE.toMillis()));
      settings.put(TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(COMPACTED_SEGMENT_BYTES));
    }
    return settings;
  }
}
