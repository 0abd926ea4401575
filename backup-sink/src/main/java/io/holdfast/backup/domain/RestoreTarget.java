package io.holdfast.backup.domain;

/** Where a restore stops. Every one is a boundary between transactions. */
public sealed interface RestoreTarget {

  /** Everything the chain holds. */
  record End() implements RestoreTarget {}

  /**
   * Before the first transaction that committed later.
   *
   * @param micros microseconds since 1970-01-01 UTC, by the database's clock
   */
  record Time(long micros) implements RestoreTarget {}

  /**
   * Before the first transaction whose commit record lies at or after this position.
   *
   * @param lsn position in the write-ahead log
   */
  record BeforeLsn(long lsn) implements RestoreTarget {}

  /**
   * After this transaction.
   *
   * @param xid the low 32 bits of its id
   */
  record ThroughXid(long xid) implements RestoreTarget {}

  /**
   * Before this transaction.
   *
   * @param xid the low 32 bits of its id
   */
  record BeforeXid(long xid) implements RestoreTarget {}

  /**
   * What a barrier saw: the transactions before its message that its snapshot sees.
   *
   * @param id id of the barrier
   * @param lsn end of its message in the write-ahead log
   * @param snapshot what it saw
   */
  record AtBarrier(String id, long lsn, Snapshot snapshot) implements RestoreTarget {}
}
