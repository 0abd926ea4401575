package io.holdfast.backup.restore;

import io.holdfast.backup.barrier.TableHashes;
import io.holdfast.backup.chain.ChainObjects;
import io.holdfast.backup.chain.Chains;
import io.holdfast.backup.chain.StoredChain;
import io.holdfast.backup.domain.TableName;
import io.holdfast.backup.domain.Transaction;
import io.holdfast.backup.domain.fold.DatabaseFold;
import io.holdfast.backup.domain.fold.RowStore;
import io.holdfast.backup.domain.fold.TableFold;
import io.holdfast.backup.domain.fold.TableShape;
import io.holdfast.backup.format.Layout;
import io.holdfast.records.Manifest;
import io.holdfast.records.ObjectKind;
import io.holdfast.records.StoredObject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Restores a chain: folds its changes, runs its schema, loads the base as the fold left it, then
 * indexes, sequences, proof.
 *
 * <p>Row by row the base is merged with what the log did to it while it is loaded, so that every
 * row is written once.
 */
public final class Restore {

  private final Chains chains;
  private final RestoreRequest request;
  private final RestoreProgress progress;
  private final AtomicLong rows = new AtomicLong();
  private final AtomicLong loaded = new AtomicLong();

  public Restore(Chains chains, RestoreRequest request, RestoreProgress progress) {
    this.chains = chains;
    this.request = request;
    this.progress = progress;
  }

  /**
   * Does it.
   *
   * @throws io.holdfast.backup.chain.DamagedChainException when no store has what it takes
   * @throws io.holdfast.backup.domain.BrokenLog when the chain's log is not whole
   * @throws IOException when the target is not empty or does not take it
   */
  public RestoreReport run() throws IOException, SQLException, InterruptedException {
    long began = System.nanoTime();
    StoredChain chain = chains.open(request.chain());
    ChainObjects objects = new ChainObjects(chain, chains.stores(), request.spool());
    TargetDatabase target = new TargetDatabase(request.into());
    target.create();

    Map<TableName, List<StoredObject>> tables = tables(chain);
    DatabaseFold fold =
        new DatabaseFold(shapes(tables), this::isChosen, RowStore.Factory.inMemory());
    ChainFold log = new ChainFold(fold, request.target());
    log.read(chain, objects, progress);

    progress.at(RestoreProgress.Step.SCHEMA, 0, 0);
    target.run(objects.read(object(chain, Layout.PRE_DATA)));
    load(tables, fold, objects, target);
    progress.at(RestoreProgress.Step.INDEXES, 0, 0);
    target.run(objects.read(object(chain, Layout.POST_DATA)));
    target.setSequences(objects.read(object(chain, Layout.SEQUENCES)));
    progress.at(RestoreProgress.Step.PROOF, 0, 0);
    return report(chain, log, fold, target, Duration.ofNanos(System.nanoTime() - began));
  }

  private boolean isChosen(TableName table) {
    return request.tables().isEmpty() || request.tables().contains(table);
  }

  private Map<TableName, List<StoredObject>> tables(StoredChain chain) {
    Map<TableName, List<StoredObject>> tables = new LinkedHashMap<>();
    for (StoredObject object : chain.objects(ObjectKind.TABLE)) {
      TableName name = new TableName(object.getSchemaName(), object.getTableName());
      if (isChosen(name)) {
        tables.computeIfAbsent(name, key -> new ArrayList<>()).add(object);
      }
    }
    return tables;
  }

  private static List<TableShape> shapes(Map<TableName, List<StoredObject>> tables) {
    return tables.entrySet().stream()
        .map(table -> shape(table.getKey(), table.getValue().get(0)))
        .toList();
  }

  private static TableShape shape(TableName name, StoredObject piece) {
    return new TableShape(
        name, piece.getOid(), piece.getColumns(), piece.getColumnTypes(), piece.getKey());
  }

  private static StoredObject object(StoredChain chain, String name) throws IOException {
    return chain.base().getObjects().stream()
        .filter(object -> object.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new IOException("the base of chain " + chain.id() + " has no " + name));
  }

  private void load(
      Map<TableName, List<StoredObject>> tables,
      DatabaseFold fold,
      ChainObjects objects,
      TargetDatabase target)
      throws IOException, SQLException, InterruptedException {
    long total =
        tables.values().stream().flatMap(List::stream).mapToLong(StoredObject::getBytes).sum();
    List<Callable<Void>> work = new ArrayList<>();
    tables.forEach(
        (table, pieces) ->
            work.add(
                () -> {
                  load(table, pieces, fold.fold(table), objects, target, total);
                  return null;
                }));
    ExecutorService workers =
        Executors.newFixedThreadPool(Math.max(1, Math.min(request.parallel(), work.size() + 1)));
    try {
      for (Future<Void> done : workers.invokeAll(work)) {
        done.get();
      }
    } catch (ExecutionException e) {
      rethrow(e.getCause());
    } finally {
      workers.shutdownNow();
    }
  }

  private static void rethrow(Throwable cause) throws IOException, SQLException {
    if (cause instanceof SQLException e) {
      throw e;
    }
    if (cause instanceof IOException e) {
      throw e;
    }
    if (cause instanceof RuntimeException e) {
      throw e;
    }
    throw new IOException(cause);
  }

  private void load(
      TableName table,
      List<StoredObject> pieces,
      TableFold fold,
      ChainObjects objects,
      TargetDatabase target,
      long total)
      throws IOException, SQLException {
    List<String> columns = pieces.get(0).getColumns();
    try (Connection connection = target.loader()) {
      TableLoad load = new TableLoad(connection, table, columns);
      for (StoredObject piece : pieces) {
        if (fold == null || !fold.isBaseGone()) {
          objects.use(piece, file -> rows.addAndGet(load.base(file, fold)));
        }
        progress.at(RestoreProgress.Step.DATA, loaded.addAndGet(piece.getBytes()), total);
      }
      if (fold != null) {
        rows.addAndGet(load.rest(fold));
      }
    }
  }

  private RestoreReport report(
      StoredChain chain, ChainFold log, DatabaseFold fold, TargetDatabase target, Duration took)
      throws SQLException {
    List<String> differences = List.of();
    int compared = 0;
    if (log.barrierHashes() != null) {
      TableHashes source = TableHashes.parse(log.barrierHashes());
      try (Connection connection = target.database().connect()) {
        differences = source.compareWith(connection, this::isChosen);
      }
      compared = source.tables();
    }
    Manifest base = chain.base();
    Transaction newest = log.newest();
    return new RestoreReport(
        chain.id(),
        newest == null ? base.getBaseLsn() : newest.endLsn(),
        newest == null ? base.getLastCommittedAtMicros() : newest.committedAtMicros(),
        log.transactions(),
        fold.changes(),
        rows.get(),
        chain.bytes(),
        took,
        differences,
        compared);
  }
}
