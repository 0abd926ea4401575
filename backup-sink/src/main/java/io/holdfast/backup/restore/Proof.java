package io.holdfast.backup.restore;

import static io.holdfast.backup.restore.RestoreRequest.Witness.BARRIER;
import static io.holdfast.backup.restore.RestoreRequest.Witness.CHAIN;

import io.holdfast.backup.barrier.BarrierState;
import io.holdfast.backup.barrier.RowSums;
import io.holdfast.backup.barrier.TableHashes;
import io.holdfast.backup.chain.StoredChain;
import io.holdfast.backup.domain.TableName;
import io.holdfast.backup.domain.Transaction;
import io.holdfast.backup.domain.fold.DatabaseFold;
import io.holdfast.backup.domain.fold.TableShape;
import io.holdfast.backup.postgres.Database;
import io.holdfast.records.Manifest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a restore is compared with: the hashes that the source had at the barrier, where it was
 * restored to one; else, where that was asked for, the rows that the database was given.
 *
 * @param witness what it is compared with
 * @param compared how many tables were
 * @param differences what differs, a sentence a table
 */
record Proof(RestoreRequest.Witness witness, int compared, List<String> differences) {

  static Proof of(
      ChainFold log,
      Database restored,
      Predicate<TableName> chosen,
      List<DatabaseFold.Folded> tables)
      throws SQLException {
    if (log.barrierState() == null) {
      return new Proof(
          BARRIER,
          0,
          log.isStateWanted()
              ? List.of("what the source held at the barrier is not in the chain")
              : List.of());
    }
    Map<TableName, List<String>> columns = new HashMap<>();
    tables.forEach(table -> columns.put(table.shape().name(), table.shape().columns()));
    TableHashes source = BarrierState.parse(log.barrierState()).hashes();
    try (Connection connection = restored.connect()) {
      return new Proof(
          BARRIER,
          (int) source.tables().stream().filter(chosen).count(),
          source.compareWith(connection, chosen, columns));
    }
  }

  /**
   * @param given sums of the rows that each table was given
   */
  static Proof of(Map<TableShape, RowSums> given, Database restored) throws SQLException {
    List<String> differences = new ArrayList<>();
    try (Connection connection = restored.connect()) {
      for (Map.Entry<TableShape, RowSums> table : given.entrySet()) {
        TableShape shape = table.getKey();
        TableHashes.difference(connection, shape.name(), shape.columns(), table.getValue())
            .ifPresent(differences::add);
      }
    }
    return new Proof(CHAIN, given.size(), differences);
  }

  /** The same, and something that differs. */
  Proof and(String difference) {
    return new Proof(
        witness, compared, Stream.concat(differences.stream(), Stream.of(difference)).toList());
  }

  /**
   * @param rows how many were written
   * @param bytes size of the objects that were read beside segments
   */
  RestoreReport report(
      StoredChain chain, ChainFold log, DatabaseFold fold, long rows, long bytes, Duration took) {
    Manifest base = chain.base();
    Transaction newest = log.newest();
    return new RestoreReport(
        chain.id(),
        newest == null ? base.getBaseLsn() : newest.endLsn(),
        newest == null ? base.getLastCommittedAtMicros() : newest.committedAtMicros(),
        log.isTargetPastEnd(chain),
        log.transactions(),
        fold.changes(),
        rows,
        log.bytes() + bytes,
        took,
        differences,
        compared,
        witness,
        chain.newest().getChangesTopicId(),
        log.nextOffset());
  }
}
