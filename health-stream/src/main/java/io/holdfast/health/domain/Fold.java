package io.holdfast.health.domain;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * A function of one partition's log: state, and conclusions drawn from its records in their order.
 * Same records, same conclusions, on any machine, with or without restarts between them.
 *
 * @param <C> what is concluded
 */
public interface Fold<C> {

  /**
   * Takes the next record.
   *
   * @param offset its offset, greater than any before
   * @param brokerMillis its timestamp, for people only
   * @param key its key; null for pulses and marks
   * @param value its value: one of the generated records, or null
   * @param out takes what is concluded from it, in order
   */
  void accept(long offset, long brokerMillis, String key, Object value, Consumer<? super C> out);

  /** The partition's observed time, nanoseconds from its origin. */
  long observedNanos();

  /**
   * Number of the format of {@link #writeTo}, 1 to 127. A state in another one cannot be read: it
   * is folded again.
   */
  int format();

  /** Writes the whole state, in the format of FORMAT.md. */
  void writeTo(DataOutput out) throws IOException;

  /**
   * Replaces the state by one that was written.
   *
   * @throws IOException when the format is unknown or the bytes end early
   */
  void readFrom(DataInput in) throws IOException;
}
