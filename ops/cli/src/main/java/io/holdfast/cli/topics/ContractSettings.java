package io.holdfast.cli.topics;

import io.holdfast.schemas.Topic;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.TopicConfig;

/** The contract's settings in Kafka's words. */
final class ContractSettings {

  static final int REPLICATION = 3;

  private ContractSettings() {}

  /**
   * What a topic must be set to.
   *
   * @param replication with 3 copies, 2 must have a record before it counts as written
   */
  static Map<String, String> of(Topic<?, ?> topic, int replication) {
    var settings = new TreeMap<String, String>();
    settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, topic.cleanup().config());
    settings.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, topic.timestamps().config());
    settings.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, replication >= REPLICATION ? "2" : "1");
    if (topic.cleanup() == Topic.Cleanup.DELETE) {
      long millis = topic.retention().map(kept -> kept.toMillis()).orElse(-1L);
      settings.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(millis));
    }
    return settings;
  }
}
