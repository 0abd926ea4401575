package io.holdfast.backup.domain;

import io.holdfast.records.Begin;
import io.holdfast.records.TransactionKey;

/** Order of transactions, where there is one. */
public final class TransactionOrder {

  private TransactionOrder() {}

  /** Whether both are of one cluster on one timeline; only then do positions compare. */
  public static boolean comparable(Begin begin, TransactionKey key) {
    return begin.getSystemId() == key.getSystemId() && begin.getTimeline() == key.getTimeline();
  }

  /**
   * Whether a transaction that begins is one that was read already: not after {@code last} on its
   * timeline.
   */
  public static boolean isKnown(Begin begin, TransactionKey last) {
    return last != null
        && comparable(begin, last)
        && Long.compareUnsigned(begin.getCommitLsn(), last.getCommitLsn()) <= 0;
  }

  /** A key for people: timeline and both positions. */
  public static String describe(TransactionKey key) {
    return key == null
        ? "the start of the chain"
        : "commit " + Lsn.format(key.getCommitLsn()) + " on timeline " + key.getTimeline();
  }
}
