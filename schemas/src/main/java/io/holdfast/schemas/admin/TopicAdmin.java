package io.holdfast.schemas.admin;

import io.holdfast.schemas.Topic;
import io.holdfast.schemas.admin.Step.Action;
import io.holdfast.schemas.registry.SchemaRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;

/**
 * Brings a cluster and a registry to what the catalogue says, and tells where they differ. Never
 * changes a topic that is there: what an operator has set stays, and is reported.
 *
 * <p>Throws {@link TopicAdminException} or {@link io.holdfast.schemas.registry.RegistryException}
 * when the cluster or the registry cannot be asked or refuses.
 */
public final class TopicAdmin {

  private final Cluster cluster;
  private final Subjects subjects;
  private final Durability durability;

  public TopicAdmin(Admin admin, SchemaRegistry registry, Durability durability) {
    this(new KafkaCluster(admin), registry, durability);
  }

  TopicAdmin(Cluster cluster, SchemaRegistry registry, Durability durability) {
    this.cluster = cluster;
    this.subjects = new Subjects(registry);
    this.durability = durability;
  }

  /**
   * Creates the topics that are missing, waits until all can be written to, and registers the
   * schemas under the subjects and the compatibility of each topic. Doing it again does nothing.
   */
  public List<Step> create(Collection<? extends Topic<?, ?>> topics) {
    List<Step> steps = new ArrayList<>(createTopics(topics));
    topics.forEach(topic -> steps.addAll(subjects.register(topic)));
    return steps;
  }

  private List<Step> createTopics(Collection<? extends Topic<?, ?>> topics) {
    Map<String, TopicState> there = cluster.find(names(topics));
    List<Cluster.NewTopic> missing =
        topics.stream()
            .filter(topic -> !there.containsKey(topic.name()))
            .map(this::missing)
            .toList();
    Set<String> created = cluster.create(missing);
    Map<String, Integer> partitions = new HashMap<>();
    there.forEach((name, state) -> partitions.put(name, state.partitions()));
    missing.forEach(topic -> partitions.put(topic.name(), topic.partitions()));
    cluster.awaitLeaders(partitions);
    return topics.stream().map(topic -> step(topic, created)).toList();
  }

  private static Step step(Topic<?, ?> topic, Set<String> created) {
    return created.contains(topic.name())
        ? new Step(topic.name(), Action.TOPIC_CREATED, topic.partitions() + " partitions")
        : new Step(topic.name(), Action.TOPIC_WAS_THERE, "");
  }

  private Cluster.NewTopic missing(Topic<?, ?> topic) {
    return new Cluster.NewTopic(
        topic.name(),
        topic.partitions(),
        durability.replicas(),
        TopicSettings.of(topic, durability));
  }

  /** Where topics and subjects differ from the catalogue, in its order; empty if nowhere. */
  public List<Finding> describe(Collection<? extends Topic<?, ?>> topics) {
    Map<String, TopicState> states = cluster.find(names(topics));
    List<Finding> findings = new ArrayList<>();
    for (Topic<?, ?> topic : topics) {
      findings.addAll(new Comparison(topic, durability).with(states.get(topic.name())));
      findings.addAll(subjects.compare(topic));
    }
    return findings;
  }

  private static List<String> names(Collection<? extends Topic<?, ?>> topics) {
    return topics.stream().<String>map(Topic::name).toList();
  }
}
