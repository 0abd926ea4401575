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

  /**
   * Creates what does not exist, and waits until all of the topics can be written to; the names of
   * what was created.
   */
  Set<String> create(Collection<NewTopic> topics);
}
