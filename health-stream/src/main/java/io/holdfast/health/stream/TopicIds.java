package io.holdfast.health.stream;

import java.util.Map;

/** Kafka's ids of the input topics, as they were at the start of the process. */
public record TopicIds(Map<String, String> byName) {

  public TopicIds {
    byName = Map.copyOf(byName);
  }

  /** 22 characters of URL-safe base64. */
  String of(String topic) {
    String id = byName.get(topic);
    if (id == null) {
      throw new IllegalArgumentException("The id of topic " + topic + " was not asked for");
    }
    return id;
  }
}
