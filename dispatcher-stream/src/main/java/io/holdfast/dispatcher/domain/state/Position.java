package io.holdfast.dispatcher.domain.state;

import io.holdfast.records.LogPosition;

/** A record's place in a log. */
public record Position(String topicId, int partition, long offset) {

  public static Position of(LogPosition position) {
    return new Position(position.getTopicId(), position.getPartition(), position.getOffset());
  }

  public LogPosition toRecord() {
    return new LogPosition(topicId, partition, offset);
  }

  /** Whether both are of one log and this one is later; records of another log are not compared. */
  public boolean isAfter(Position other) {
    return isSameLog(other) && offset > other.offset;
  }

  public boolean isSameLog(Position other) {
    return topicId.equals(other.topicId) && partition == other.partition;
  }
}
