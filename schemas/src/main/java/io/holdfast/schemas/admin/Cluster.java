package io.holdfast.schemas.admin;

import java.util.Collection;
import java.util.Map;
import java.util.Set;

/** The topics of a Kafka cluster. Every method throws {@link TopicAdminException}. */
interface Cluster {

  /** What to create. */
  record NewTopic(String name, int partitions, int replicas, Map<String, String> settings) {}

  /** Those of the names that exist. */
  Map<String, TopicState> find(Collection<String> names);

  /** Creates what does not exist; the names of what was created. */
  Set<String> create(Collection<NewTopic> topics);

  /** Returns when every partition of the topics can be written to; their number by topic. */
  void awaitLeaders(Map<String, Integer> partitions);
}
