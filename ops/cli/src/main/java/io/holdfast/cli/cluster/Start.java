package io.holdfast.cli.cluster;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;

/** Where to begin to read a log. */
public sealed interface Start {

  Start BEGINNING = new Beginning();
  Start END = new End();

  static Start at(Instant time) {
    return new At(time);
  }

  /** At least the newest {@code count} records of each partition, where there are so many. */
  static Start last(int count) {
    return new Last(count);
  }

  /** Each partition with this offset; partitions that are not named with their oldest record. */
  static Start offsets(Map<Integer, Long> byPartition) {
    return new Offsets(byPartition);
  }

  /** With the oldest record kept. */
  record Beginning() implements Start {}

  /** With what comes from now on. */
  record End() implements Start {}

  /** With the first record that is not older. */
  record At(Instant time) implements Start {
    public At {
      requireNonNull(time);
    }
  }

  /** With these offsets. */
  record Offsets(Map<Integer, Long> byPartition) implements Start {
    public Offsets {
      byPartition = Map.copyOf(byPartition);
    }
  }

  /** Shortly before the end. */
  record Last(int count) implements Start {
    public Last {
      if (count < 1) {
        throw new IllegalArgumentException("At least 1 record is wanted, not " + count);
      }
    }

    /** Each transaction's end takes an offset as well, and records may be compacted away. */
    long offsets() {
      return 3L * count + 10;
    }
  }
}
