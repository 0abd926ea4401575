package io.holdfast.schemas.snapshot;

/**
 * When the state of a fold is published: once in an hour of observed time, partition after
 * partition, so that not all pause at once. It is read off the log, so whoever folds it again
 * publishes the same states.
 */
public final class SnapshotTimes {

  private static final long HOUR_MILLIS = 3_600_000;

  /** Multiples of the golden ratio fill an hour evenly, for any number of partitions. */
  private static final double GOLDEN = 0.6180339887498949;

  private SnapshotTimes() {}

  /**
   * Whether the partition's time came while observed time passed.
   *
   * @param before observed time before a record, milliseconds
   * @param after observed time after it
   */
  public static boolean isDue(int partition, long before, long after) {
    long share = (long) (HOUR_MILLIS * (partition * GOLDEN % 1));
    return Math.floorDiv(before - share, HOUR_MILLIS) < Math.floorDiv(after - share, HOUR_MILLIS);
  }
}
