package io.holdfast.backup.restore;

import io.holdfast.backup.barrier.TableHashes;
import io.holdfast.backup.chain.StoredChain;
import io.holdfast.backup.domain.TableName;
import io.holdfast.backup.domain.Transaction;
import io.holdfast.backup.domain.fold.DatabaseFold;
import io.holdfast.backup.postgres.Database;
import io.holdfast.records.Manifest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a restore is compared with: the hashes that the source had at the barrier, where it was
 * restored to one.
 *
 * @param compared how many tables were
 * @param differences what differs, a sentence a table
 */
record Proof(int compared, List<String> differences) {

  static Proof of(ChainFold log, Database restored, Predicate<TableName> chosen)
      throws SQLException {
    if (log.barrierHashes() == null) {
      return new Proof(0, List.of());
    }
    TableHashes source = TableHashes.parse(log.barrierHashes());
    try (Connection connection = restored.connect()) {
      return new Proof(source.tables(), source.compareWith(connection, chosen));
    }
  }

  RestoreReport report(
      StoredChain chain, ChainFold log, DatabaseFold fold, long rows, Duration took) {
    Manifest base = chain.base();
    Transaction newest = log.newest();
    return new RestoreReport(
        chain.id(),
        newest == null ? base.getBaseLsn() : newest.endLsn(),
        newest == null ? base.getLastCommittedAtMicros() : newest.committedAtMicros(),
        log.transactions(),
        fold.changes(),
        rows,
        chain.bytes(),
        took,
        differences,
        compared,
        chain.newest().getChangesTopicId(),
        log.nextOffset());
  }
}
