package io.holdfast.backup.restore;

import io.holdfast.backup.chain.ChainObjects;
import io.holdfast.backup.chain.Chains;
import io.holdfast.backup.chain.StoredChain;
import io.holdfast.backup.domain.fold.DatabaseFold;
import io.holdfast.backup.fault.FaultPoint;
import io.holdfast.records.ManifestKind;
import io.holdfast.records.RestorePointKind;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Takes a database that was restored earlier on to a later point of the same chain, in place and in
 * one transaction: only rows that changed between are read and written.
 *
 * <p>The fold is that of a restore, with the database's rows of now in the place of the base's. A
 * row that the log changes and the database does not hold as it should is an error, and nothing
 * happens.
 */
public final class Delta {

  private final Chains chains;
  private final RestoreRequest request;
  private final RestoreProgress progress;

  public Delta(Chains chains, RestoreRequest request, RestoreProgress progress) {
    this.chains = chains;
    this.request = request;
    this.progress = progress;
  }

  /**
   * Does it.
   *
   * @throws IOException when it is not known where the target stands, that is in another chain, or
   *     the schema changed since its base
   * @throws java.util.NoSuchElementException when the target is past the point already
   */
  public RestoreReport run() throws IOException, SQLException {
    long began = System.nanoTime();
    TargetDatabase target = new TargetDatabase(request.into());
    RestoredPosition position = target.position();
    StoredChain chain = chains.open(Optional.of(position.chain()));
    if (!request.tables().isEmpty()
        || request.chain().isPresent() && !chains.find(request.chain()).equals(chain.id())) {
      throw new IOException(
          "the target was restored as a whole from chain %s: go on with that, and all tables"
              .formatted(position.chain()));
    }
    requireOneSchema(chain);
    ChainObjects objects = chains.objects(chain, request.spool());
    try (FoldedRows folded = FoldedRows.in(request.spool())) {
      ChainBases bases = new ChainBases(chain);
      DatabaseFold fold = new DatabaseFold(bases.tables(), table -> true, folded);
      ChainFold log = new ChainFold(fold, request.target());
      log.read(chain, objects, position.commitLsn(), progress);
      long rows = apply(bases, fold, log, chain, target, folded);
      progress.at(RestoreProgress.Step.PROOF, 0, 0);
      return Proof.of(log, target.database(), table -> true, fold.tables())
          .report(chain, log, fold, rows, 0, Duration.ofNanos(System.nanoTime() - began));
    }
  }

  /** What DDL did to a schema is replayed by a whole restore only. */
  private static void requireOneSchema(StoredChain chain) throws IOException {
    boolean changed =
        chain.manifests().stream()
            .anyMatch(
                manifest ->
                    manifest.getKind() == ManifestKind.BASE && manifest.getNumber() > 1
                        || manifest.getRestorePoints().stream()
                            .anyMatch(point -> point.getKind() == RestorePointKind.DDL));
    if (changed) {
      throw new IOException(
          "the schema changed since the base of chain %s: restore into a new database"
              .formatted(chain.id()));
    }
  }

  private long apply(
      ChainBases bases,
      DatabaseFold fold,
      ChainFold log,
      StoredChain chain,
      TargetDatabase target,
      FoldedRows folded)
      throws SQLException, IOException {
    List<DatabaseFold.Folded> tables = fold.tables();
    progress.at(RestoreProgress.Step.DATA, 0, 0);
    long rows = 0;
    try (Connection connection = target.loader()) {
      connection.setAutoCommit(false);
      ReplicaTriggers triggers = ReplicaTriggers.disable(connection);
      for (DatabaseFold.Folded table : tables) {
        if (!table.fold().isUntouched()) {
          List<String> key = bases.pieces(table).get(0).getKey();
          rows +=
              new DeltaLoad(connection, table.shape(), key, folded, request.spool())
                  .apply(table.fold());
        }
      }
      triggers.enable(connection);
      if (log.sequences().isPresent()) {
        log.sequences().get().set(connection);
      }
      SequencePositions.passRows(connection);
      if (log.newest() != null) {
        TargetDatabase.remember(connection, RestoredPosition.of(chain, log));
      }
      FaultPoint.DELTA_WRITTEN.passed();
      connection.commit();
      FaultPoint.DELTA_COMMITTED.passed();
    }
    return rows;
  }
}
