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

  private Epoch() {}

  static long of(long generation, long offset) {
    return (generation << OFFSET_BITS) + offset + 1;
  }

  static long generation(long epoch) {
    return epoch >>> OFFSET_BITS;
  }
}
