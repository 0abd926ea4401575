package io.holdfast.schemas.serde;

import java.util.Arrays;
import org.apache.kafka.common.config.ConfigException;

/** Under which subject a record's schema is registered; the names of Confluent's strategies. */
public enum SubjectNaming {
  /** {@code <topic>-value}, {@code <topic>-key}: the topic carries one type. */
  TopicNameStrategy,
  /** {@code <topic>-<full name of the record>}: the topic carries several types. */
  TopicRecordNameStrategy,
  /** {@code <full name of the record>}: the type evolves alike in all topics. */
  RecordNameStrategy;

  private static final String CONFLUENT = "io.confluent.kafka.serializers.subject.";

  String subject(String topic, boolean isKey, String recordName) {
    switch (this) {
      case TopicRecordNameStrategy:
        return topic + "-" + recordName;
      case RecordNameStrategy:
        return recordName;
      default:
        return topic + (isKey ? "-key" : "-value");
    }
  }

  /**
   * Takes the plain name and the name of Confluent's class, which need not be on the class path.
   */
  static SubjectNaming parse(String key, Object setting) {
    String name =
        setting instanceof Class<?> type ? type.getName() : String.valueOf(setting).trim();
    String plain = name.startsWith(CONFLUENT) ? name.substring(CONFLUENT.length()) : name;
    return Arrays.stream(values())
        .filter(naming -> naming.name().equals(plain))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException(
                    key,
                    name,
                    "known are "
                        + Arrays.toString(values())
                        + " and Confluent's classes of these names"));
  }
}
