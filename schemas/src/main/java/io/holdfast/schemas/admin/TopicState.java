package io.holdfast.schemas.admin;

import java.util.Map;

/**
 * A topic as the cluster has it.
 *
 * @param replicas of the partition that has the fewest
 * @param settings effective ones, by Kafka's own keys
 */
record TopicState(int partitions, int replicas, Map<String, String> settings) {
  TopicState {
    settings = Map.copyOf(settings);
  }
}
