package io.holdfast.health.stream;

import java.time.Duration;

/**
 * When the next checkpoint is due: after so much observed time, spread over the partitions so that
 * they do not all pause at once. While a backlog is judged, observed time flies; then real time
 * keeps a commit between any two of them, so that of three generations at most one is newer than
 * the committed offset, and keeps copying from taking the time that judging needs.
 */
final class CheckpointSchedule {

  private final long intervalNanos;
  private final long realMillis;
  private long dueNanos;
  private long dueMillis = Long.MIN_VALUE;

  /**
   * @param interval observed time between checkpoints
   * @param commitInterval real time between commits
   * @param partition spreads first ones
   * @param observedNanos now
   */
  CheckpointSchedule(
      Duration interval, Duration commitInterval, int partition, long observedNanos) {
    this.intervalNanos = interval.toNanos();
    this.realMillis = Math.max(3 * commitInterval.toMillis(), interval.toMillis() * 2 / 3);
    // The golden ratio's multiples fill an interval evenly, for any number of partitions.
    double share = partition * 0.6180339887498949 % 1;
    this.dueNanos = observedNanos + (long) (intervalNanos * (share + 1) / 2);
  }

  /** Whether it is time; then the next one is set. */
  boolean isDue(long observedNanos, long realNow) {
    if (observedNanos < dueNanos || realNow < dueMillis) {
      return false;
    }
    dueNanos = observedNanos + intervalNanos;
    dueMillis = realNow + realMillis;
    return true;
  }
}
