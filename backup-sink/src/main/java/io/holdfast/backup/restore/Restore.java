package io.holdfast.backup.restore;

import io.holdfast.backup.barrier.RowSums;
import io.holdfast.backup.chain.ChainObjects;
import io.holdfast.backup.chain.Chains;
import io.holdfast.backup.chain.DamagedChainException;
import io.holdfast.backup.chain.StoredChain;
import io.holdfast.backup.domain.TableName;
import io.holdfast.backup.domain.fold.DatabaseFold;
import io.holdfast.backup.domain.fold.TableFold;
import io.holdfast.backup.domain.fold.TableShape;
import io.holdfast.backup.fault.FaultPoint;
import io.holdfast.backup.format.Layout;
import io.holdfast.records.StoredObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Restores a chain: folds its changes, runs its schema, loads the base as the fold left it, then
 * indexes, sequences, proof.
 *
 * <p>Row by row the base is merged with what the log did to it while it is loaded, so that every
 * row is written once. The indexes of a table are built while other tables are loaded.
 */
public final class Restore {

  private final Chains chains;
  private final RestoreRequest request;
  private final RestoreProgress progress;
  private final FoldMemory memory;
  private final AtomicLong rows = new AtomicLong();
  private final AtomicLong loaded = new AtomicLong();
  private final AtomicLong read = new AtomicLong();

  public Restore(
      Chains chains, RestoreRequest request, RestoreProgress progress, FoldMemory memory) {
    this.chains = chains;
    this.request = request;
    this.progress = progress;
    this.memory = memory;
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
    ChainObjects objects = chains.objects(chain, request.spool());
    TargetDatabase target = new TargetDatabase(request.into());
    target.create();

    try (FoldedRows folded = FoldedRows.in(request.spool(), memory)) {
      return run(chain, objects, target, folded, began);
    }
  }

  private RestoreReport run(
      StoredChain chain, ChainObjects objects, TargetDatabase target, FoldedRows folded, long began)
      throws IOException, SQLException, InterruptedException {
    ChainBases bases = new ChainBases(chain);
    DatabaseFold fold = new DatabaseFold(bases.tables(), this::isChosen, folded);
    ChainFold log = new ChainFold(fold, request.target());
    log.read(chain, objects, progress);
    List<DatabaseFold.Folded> tables = fold.tables();
    requireChosen(chain, tables);
    FaultPoint.FOLDED.passed();

    progress.at(RestoreProgress.Step.SCHEMA, 0, 0);
    // the newest first: what is there is left as it is
    if (log.roles() != null) {
      target.run(log.roles().getBytes(StandardCharsets.UTF_8));
    }
    target.run(objects.read(object(chain, Layout.ROLES)));
    target.run(objects.read(object(chain, Layout.PRE_DATA)));
    FaultPoint.SCHEMA_MADE.passed();
    boolean altered = !fold.commands().isEmpty();
    PostData postData =
        PostData.of(
            TargetDatabase.script(objects.read(object(chain, Layout.POST_DATA))),
            altered ? List.of() : tables.stream().map(table -> table.shape().name()).toList(),
            this::isChosen);
    SequencePositions sequences = sequences(chain, log, objects);
    if (altered) {
      target.run(postData.rest());
      try (Connection connection = target.database().connect()) {
        SchemaReplay replay = SchemaReplay.oneByOne(connection);
        replay.run(List.of(), fold.commands(), sequences);
        replay.empty();
        replay.requireMade(tables);
      }
    }
    Map<TableShape, RowSums> sums = sums(tables);
    try (Connection connection = target.loader()) {
      RowGuards guards = RowGuards.disable(connection);
      load(bases, tables, sums, postData, objects, target, folded.longTexts());
      guards.enable(connection);
    }
    progress.at(RestoreProgress.Step.INDEXES, 0, 0);
    if (!altered) {
      target.run(postData.rest());
    }
    try (Connection connection = target.database().connect()) {
      if (!altered) {
        sequences.set(connection);
      }
      SequencePositions.passRows(connection);
    }
    LargeObjectCopies largeObjects = new LargeObjectCopies(chain, log, fold.bases());
    try (Connection connection = target.database().connect()) {
      largeObjects.load(connection, objects);
    }
    FaultPoint.RESTORED.passed();
    progress.at(RestoreProgress.Step.PROOF, 0, 0);
    if (request.tables().isEmpty()) {
      target.remember(RestoredPosition.of(chain, log));
    }
    Proof proof =
        sums.isEmpty()
            ? Proof.of(log, target.database(), this::isChosen, tables)
            : Proof.of(sums, target.database());
    if (largeObjects.areOfBefore()) {
      proof = proof.and(LargeObjectCopies.OF_BEFORE);
    }
    return proof.report(
        chain, log, fold, rows.get(), read.get(), Duration.ofNanos(System.nanoTime() - began));
  }

  /** Those of the newest barrier up to the target, or of the base. */
  private static SequencePositions sequences(StoredChain chain, ChainFold log, ChainObjects objects)
      throws IOException {
    if (log.sequences().isPresent()) {
      return log.sequences().get();
    }
    byte[] recorded = objects.read(object(chain, Layout.SEQUENCES));
    return new SequencePositions(new String(recorded, StandardCharsets.UTF_8), 0);
  }

  /** Whoever asks for a table by name wants to have it. */
  private void requireChosen(StoredChain chain, List<DatabaseFold.Folded> tables) {
    Set<TableName> missing = new TreeSet<>(request.tables());
    tables.forEach(table -> missing.remove(table.shape().name()));
    if (!missing.isEmpty()) {
      throw new NoSuchElementException(
          "chain %s holds no table %s at the target"
              .formatted(
                  chain.id(),
                  String.join(", ", missing.stream().map(TableName::toString).toList())));
    }
  }

  private boolean isChosen(TableName table) {
    return request.tables().isEmpty() || request.tables().contains(table);
  }

  /** Where the rows of each table are summed up; empty where nobody asks, or a barrier tells. */
  private Map<TableShape, RowSums> sums(List<DatabaseFold.Folded> tables) {
    Map<TableShape, RowSums> sums = new LinkedHashMap<>();
    if (request.isProvedByChain()) {
      for (DatabaseFold.Folded table : tables) {
        sums.put(table.shape(), new RowSums(table.shape().columns().size()));
      }
    }
    return sums;
  }

  private static StoredObject object(StoredChain chain, String name) throws IOException {
    return chain.base().getObjects().stream()
        .filter(object -> Layout.content(object.getName()).equals(name))
        .findFirst()
        .orElseThrow(() -> new IOException("the base of chain " + chain.id() + " has no " + name));
  }

  private void load(
      ChainBases bases,
      List<DatabaseFold.Folded> tables,
      Map<TableShape, RowSums> sums,
      PostData postData,
      ChainObjects objects,
      TargetDatabase target,
      LongTextFile longTexts)
      throws IOException, SQLException, InterruptedException {
    long total =
        tables.stream()
            .flatMap(table -> bases.pieces(table).stream())
            .mapToLong(StoredObject::getBytes)
            .sum();
    AtomicInteger left = new AtomicInteger(tables.size());
    List<Callable<Void>> work = new ArrayList<>();
    for (DatabaseFold.Folded table : tables) {
      work.add(
          () -> {
            load(
                table,
                bases.pieces(table),
                sums.get(table.shape()),
                objects,
                target,
                longTexts,
                total);
            target.build(
                postData.indexes(table.shape().name()), () -> left.get() < request.parallel());
            left.decrementAndGet();
            return null;
          });
    }
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
      DatabaseFold.Folded table,
      List<StoredObject> pieces,
      RowSums sums,
      ChainObjects objects,
      TargetDatabase target,
      LongTextFile longTexts,
      long total)
      throws IOException, SQLException {
    TableFold fold = table.fold();
    try (Connection connection = target.loader()) {
      connection.setAutoCommit(false);
      TableShape shape = table.shape();
      TableLoad load =
          new TableLoad(
              connection,
              shape.name().quoted(),
              shape.columns(),
              Optional.ofNullable(sums),
              longTexts,
              request.spool());
      load.empty();
      for (StoredObject piece : pieces) {
        if (!fold.isBaseGone()) {
          read.addAndGet(piece.getBytes());
          try {
            objects.use(piece, file -> rows.addAndGet(load.base(file, fold)));
          } catch (DamagedChainException e) {
            throw new DamagedChainException(
                "%s; lost are rows of table %s; the other tables can be restored: --table"
                    .formatted(e.getMessage(), shape.name()),
                e);
          }
        }
        progress.at(RestoreProgress.Step.DATA, loaded.addAndGet(piece.getBytes()), total);
      }
      rows.addAndGet(load.rest(fold));
      connection.commit();
      FaultPoint.TABLE_LOADED.passed();
    }
  }
}
