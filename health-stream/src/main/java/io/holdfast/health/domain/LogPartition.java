package io.holdfast.health.domain;

import io.holdfast.records.LogPosition;
import java.util.Objects;

/**
 * A partition that will never be mistaken for another.
 *
 * @param topicId Kafka's id of the topic: a topic made anew under the same name has another
 * @param number partition, from 0
 */
public record LogPartition(String topicId, int number) {

  public LogPartition {
    Objects.requireNonNull(topicId);
  }

  /** The place of a record in it. */
  public LogPosition at(long offset) {
    return new LogPosition(topicId, number, offset);
  }
}
