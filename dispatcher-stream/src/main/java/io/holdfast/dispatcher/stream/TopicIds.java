package io.holdfast.dispatcher.stream;

import java.util.Map;

/** Kafka's ids of the topics that positions are told of. */
final class TopicIds {

  private final String prefix;
  private final Map<String, String> byName;

  TopicIds(String prefix, Map<String, String> byName) {
    this.prefix = prefix;
    this.byName = Map.copyOf(byName);
  }

  String of(String topic) {
    String id = byName.get(topic);
    if (id == null) {
      throw new IllegalStateException("the id of topic " + topic + " was not looked up");
    }
    return id;
  }

  /** The topic's name without the installation's prefix. */
  String plainName(String topic) {
    return topic.startsWith(prefix) ? topic.substring(prefix.length()) : topic;
  }
}
