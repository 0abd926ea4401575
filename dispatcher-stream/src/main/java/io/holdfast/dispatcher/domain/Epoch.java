package io.holdfast.dispatcher.domain;

/**
 * Epochs: the fencing tokens.
 *
 * <pre>
 *   63         44 43                                        0
 *  ┌─────────────┬───────────────────────────────────────────┐
 *  │ generation  │ 1 + offset in pool-events of the decision │
 *  └─────────────┴───────────────────────────────────────────┘
 * </pre>
 *
 * A workload is granted at most once by one record, so its epochs are unique and grow with the log.
 * The generation grows when the pool's log begins anew (another topic id), or when a node tells of
 * an epoch that this log can not have given.
 */
final class Epoch {

  private static final int OFFSET_BITS = 44;

  /** Epochs of a greater one would be negative. */
  private static final long LAST_GENERATION = (1L << 63 - OFFSET_BITS) - 1;

  private Epoch() {}

  /** Whether any log can have given it and another can come after that. */
  static boolean canBeFollowed(long epoch) {
    return epoch > 0 && generation(epoch) < LAST_GENERATION;
  }

  static long of(long generation, long offset) {
    return (generation << OFFSET_BITS) + offset + 1;
  }

  static long generation(long epoch) {
    return epoch >>> OFFSET_BITS;
  }
}
