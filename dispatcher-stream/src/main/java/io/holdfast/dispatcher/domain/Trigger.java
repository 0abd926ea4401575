package io.holdfast.dispatcher.domain;

import io.holdfast.dispatcher.domain.state.Position;

/**
 * The record of {@code pool-events} that is being folded.
 *
 * @param brokerMillis its broker time, epoch milliseconds; for people, and for how stale news is
 * @param now observed time of the partition after it, milliseconds
 * @param decisions decisions that it brought so far, in pools before this one
 * @param commands commands that it brought so far
 */
public record Trigger(Position position, long brokerMillis, long now, int decisions, int commands) {

  public static Trigger of(Position position, long brokerMillis, long now) {
    return new Trigger(position, brokerMillis, now, 0, 0);
  }

  /** The same record, for the next pool that it concerns. */
  public Trigger after(Decided decided) {
    return new Trigger(position, brokerMillis, now, decided.decisions(), decided.commands());
  }

  /** Identity of the decision or command of this index. */
  String id(int index) {
    return position.partition() + "-" + position.offset() + "-" + index;
  }
}
