package io.holdfast.dispatcher.domain;

/**
 * Durations that no policy sets, all observed time in milliseconds. They are constants and not
 * configuration, because what is configured is not in the log, and a replay would differ.
 */
final class Limits {

  /**
   * So long nothing may join before the first workloads are placed: nodes that start together
   * share.
   */
  static final long SETTLE = 2_000;

  /** The first workloads wait no longer than this for more nodes. */
  static final long SETTLE_AT_MOST = 10_000;

  /**
   * How long a node may take to start or stop a workload that moves before the move is given up.
   */
  static final long MOVE_PATIENCE = 60_000;

  /** Failures in a row after which a workload is held. */
  static final int FAILURES_IN_A_ROW = 5;

  /** Wait after the first failure; doubles with each one more. */
  static final long FIRST_BACK_OFF = 1_000;

  /** A workload that was held for its failures is tried again after this. */
  static final long HELD_AFTER_FAILURES = 600_000;

  /** A workload that ran so long before it failed starts its count of failures anew. */
  static final long STABLE = 60_000;

  /** Workloads that one event may place; the next event goes on with the rest. */
  static final int SLICE = 2_000;

  static final long MINUTE = 60_000;

  private Limits() {}

  static long backOff(int failures) {
    return FIRST_BACK_OFF << StrictMath.min(failures - 1, 10);
  }
}
