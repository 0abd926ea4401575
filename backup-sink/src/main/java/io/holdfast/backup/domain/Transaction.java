package io.holdfast.backup.domain;

import io.holdfast.records.Begin;
import io.holdfast.records.Commit;

/**
 * A complete transaction, linked to the one before it.
 *
 * @param begin its first record
 * @param commit its last record
 */
public record Transaction(Begin begin, Commit commit) {

  public long xid() {
    return commit.getXid();
  }

  public long commitLsn() {
    return commit.getKey().getCommitLsn();
  }

  public long endLsn() {
    return commit.getKey().getEndLsn();
  }

  public long committedAtMicros() {
    return commit.getCommittedAtMicros();
  }
}
