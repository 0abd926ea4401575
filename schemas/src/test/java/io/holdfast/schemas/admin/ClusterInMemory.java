package io.holdfast.schemas.admin;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Topics in this process, which a test may bend. */
final class ClusterInMemory implements Cluster {

  private final Map<String, TopicState> topics = new LinkedHashMap<>();

  @Override
  public Map<String, TopicState> find(Collection<String> names) {
    Map<String, TopicState> found = new HashMap<>(topics);
    found.keySet().retainAll(names);
    return found;
  }

  @Override
  public Set<String> create(Collection<NewTopic> wanted) {
    Set<String> created = new TreeSet<>();
    for (NewTopic topic : wanted) {
      var state = new TopicState(topic.partitions(), topic.replicas(), topic.settings());
      if (topics.putIfAbsent(topic.name(), state) == null) {
        created.add(topic.name());
      }
    }
    return created;
  }

  @Override
  public void awaitLeaders(Map<String, Integer> partitions) {}

  void remove(String topic) {
    topics.remove(topic);
  }

  void set(String topic, String key, String value) {
    var settings = new HashMap<>(topics.get(topic).settings());
    settings.put(key, value);
    var state = topics.get(topic);
    topics.put(topic, new TopicState(state.partitions(), state.replicas(), settings));
  }

  void repartition(String topic, int partitions) {
    var state = topics.get(topic);
    topics.put(topic, new TopicState(partitions, state.replicas(), state.settings()));
  }
}
