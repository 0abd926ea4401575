package io.holdfast.backup.restore;

import io.holdfast.backup.chain.ChainObjects;
import io.holdfast.backup.chain.StoredChain;
import io.holdfast.backup.domain.TableName;
import io.holdfast.backup.domain.fold.DatabaseFold;
import io.holdfast.backup.domain.fold.TableShape;
import io.holdfast.backup.fault.FaultPoint;
import io.holdfast.backup.postgres.Sequences;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * One transaction of a delta: takes out the rows that changed, repeats the commands that changed
 * the schema, and puts in what became of the rows.
 *
 * <p>Commands meet the rows that stay, which none of them saw change. Where one cannot be repeated
 * for them, as a foreign key to rows that are taken out, or writes rows itself, everything begins
 * again with all rows of that table taken out, as a restore has it.
 */
final class DeltaStep {

  /** Classes of SQLSTATE: data, integrity constraints, what functions raise. */
  private static final Set<String> ROWS = Set.of("22", "23", "P0");

  /** SQLSTATE of "program limit exceeded", as by a value that no index takes. */
  private static final String TOO_LARGE = "54000";

  private final StoredChain chain;
  private final ChainObjects objects;
  private final RestoreRequest request;
  private final TargetDatabase target;
  private final RestoreProgress progress;
  private final FoldMemory memory;
  private final ChainBases bases;
  private final Set<Long> emptied = new HashSet<>();
  private ChainFold log;

  /** Rows of these tables stand in the way of the commands. */
  private static final class RowsInTheWay extends Exception {

    private static final long serialVersionUID = 1;

    private final transient Set<Long> tables;

    RowsInTheWay(Set<Long> tables, Exception why) {
      super(why);
      this.tables = tables;
    }
  }

  DeltaStep(
      StoredChain chain,
      ChainObjects objects,
      RestoreRequest request,
      TargetDatabase target,
      RestoreProgress progress,
      FoldMemory memory) {
    this.chain = chain;
    this.objects = objects;
    this.request = request;
    this.target = target;
    this.progress = progress;
    this.memory = memory;
    this.bases = new ChainBases(chain);
  }

  /** Whether the target is not reached yet. */
  boolean isPaused() {
    return log.isPaused();
  }

  RestoreReport run() throws IOException, SQLException {
    long began = System.nanoTime();
    try (FoldedRows folded = FoldedRows.in(request.spool(), memory)) {
      DatabaseFold fold = new DatabaseFold(bases.tables(), table -> true, folded);
      log = new ChainFold(fold, request.target());
      log.readOn(chain, objects, target.position().commitLsn(), progress);
      progress.at(RestoreProgress.Step.DATA, 0, 0);
      long rows = apply(fold, folded);
      progress.at(RestoreProgress.Step.PROOF, 0, 0);
      Proof proof = Proof.of(log, target.database(), table -> true, fold.tables());
      if (largeObjects(fold).areOfBefore()) {
        proof = proof.and(LargeObjectCopies.OF_BEFORE);
      }
      return proof.report(chain, log, fold, rows, 0, Duration.ofNanos(System.nanoTime() - began));
    }
  }

  private LargeObjectCopies largeObjects(DatabaseFold fold) {
    return new LargeObjectCopies(chain, log, fold.bases());
  }

  private long apply(DatabaseFold fold, FoldedRows folded) throws IOException, SQLException {
    while (true) {
      List<DeltaLoad> loads = new ArrayList<>();
      try (Connection connection = target.loader()) {
        connection.setAutoCommit(false);
        for (DatabaseFold.Folded table : fold.tables()) {
          long oid = table.shape().oid();
          loads.add(
              new DeltaLoad(
                  connection,
                  Optional.ofNullable(log.there().get(oid)),
                  table,
                  emptied.contains(oid),
                  folded,
                  request.spool()));
        }
        return applyOrNothing(fold, loads, connection);
      } catch (RowsInTheWay e) {
        if (!emptied.addAll(e.tables)) {
          throw new IOException(e.getCause().getMessage(), e.getCause());
        }
      } finally {
        for (DeltaLoad load : loads) {
          load.close();
        }
      }
    }
  }

  private long applyOrNothing(DatabaseFold fold, List<DeltaLoad> loads, Connection connection)
      throws IOException, SQLException, RowsInTheWay {
    SequencePositions there = new SequencePositions(Sequences.asText(connection), 0);
    try {
      return apply(fold, loads, there, connection);
    } catch (IOException | SQLException | RuntimeException | RowsInTheWay e) {
      try {
        // that takes nothing back of what sequences gave
        connection.rollback();
        TargetDatabase.settle(connection);
        there.set(connection);
        connection.commit();
      } catch (SQLException alsoFailed) {
        e.addSuppressed(alsoFailed);
      }
      throw e;
    }
  }

  private long apply(
      DatabaseFold fold, List<DeltaLoad> loads, SequencePositions there, Connection connection)
      throws IOException, SQLException, RowsInTheWay {
    if (log.roles() != null) {
      execute(connection, log.roles());
    }
    RowGuards guards = RowGuards.disable(connection);
    for (DeltaLoad load : loads) {
      load.takeOut();
    }
    empty(fold, loads, connection);
    if (!fold.commands().isEmpty()) {
      guards.enable(connection);
      repeat(fold, loads, log.sequences().orElse(there), connection);
      guards = RowGuards.disable(connection);
    }
    long rows = 0;
    for (int i = 0; i < loads.size(); i++) {
      rows += loads.get(i).putIn(bases.pieces(fold.tables().get(i)), objects);
    }
    guards.enable(connection);
    if (fold.commands().isEmpty() && log.sequences().isPresent()) {
      log.sequences().get().set(connection);
    }
    SequencePositions.passRows(connection);
    largeObjects(fold).replace(connection, objects);
    TargetDatabase.remember(connection, RestoredPosition.of(chain, log));
    FaultPoint.DELTA_WRITTEN.passed();
    connection.commit();
    FaultPoint.DELTA_COMMITTED.passed();
    return rows;
  }

  /**
   * Empties the tables that are to have none of their rows, and those that are not there at the
   * target. All at once are truncated: an index that is built sees rows that its own transaction
   * deleted.
   */
  private void empty(DatabaseFold fold, List<DeltaLoad> loads, Connection connection)
      throws SQLException {
    Map<Long, TableShape> gone = new HashMap<>(log.there());
    loads.forEach(load -> gone.remove(load.after().oid()));
    List<String> names =
        Stream.concat(
                loads.stream().filter(DeltaLoad::isEmptied).map(load -> load.before().get()),
                gone.values().stream().filter(table -> !fold.commands().isEmpty()))
            .map(table -> table.name().quoted())
            .toList();
    if (!names.isEmpty() && emptied.size() == loads.size()) {
      execute(connection, "TRUNCATE ONLY " + String.join(", ONLY ", names) + " CASCADE");
    } else {
      for (String name : names) {
        execute(connection, "DELETE FROM ONLY " + name);
      }
    }
  }

  private void repeat(
      DatabaseFold fold, List<DeltaLoad> loads, SequencePositions sequences, Connection connection)
      throws IOException, SQLException, RowsInTheWay {
    requireCounts(connection);
    SchemaReplay replay = SchemaReplay.inTransaction(connection);
    try {
      replay.run(fold.learned(), fold.commands(), sequences);
    } catch (UnrepeatableCommand e) {
      if (!isOfRows(e)) {
        throw e;
      }
      throw new RowsInTheWay(inTheWay(e, loads), e);
    }
    TargetDatabase.settle(connection);
    replay.requireMade(fold.tables());
    Set<Long> disturbed = new HashSet<>();
    for (DeltaLoad load : loads) {
      if (load.isDisturbed()) {
        disturbed.add(load.after().oid());
      }
    }
    if (!disturbed.isEmpty()) {
      throw new RowsInTheWay(
          disturbed, new IOException("a command that changed the schema changes rows"));
    }
  }

  /** Whether the command failed for rows: what they hold, or what a condition says of them. */
  private static boolean isOfRows(UnrepeatableCommand command) {
    String state = String.valueOf(((SQLException) command.getCause()).getSQLState());
    return state.equals(TOO_LARGE) || ROWS.contains(state.substring(0, 2));
  }

  /** Only the counts of what a transaction did tell whether a command wrote rows. */
  private static void requireCounts(Connection connection) throws SQLException, IOException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW track_counts")) {
      row.next();
      if (!row.getString(1).equals("on")) {
        throw new IOException(
            "the target does not count what is done to tables: set track_counts = on there");
      }
    }
  }

  /** The table that the server names; all where it names none, or one that is empty already. */
  private Set<Long> inTheWay(UnrepeatableCommand command, List<DeltaLoad> loads) {
    Set<Long> all = loads.stream().map(load -> load.after().oid()).collect(Collectors.toSet());
    if (!(command.getCause() instanceof PSQLException refusal)) {
      return all;
    }
    ServerErrorMessage said = refusal.getServerErrorMessage();
    if (said == null || said.getSchema() == null || said.getTable() == null) {
      return all;
    }
    TableName name = new TableName(said.getSchema(), said.getTable());
    Set<Long> named =
        loads.stream()
            .filter(
                load ->
                    load.after().name().equals(name)
                        || load.before().map(TableShape::name).filter(name::equals).isPresent())
            .map(load -> load.after().oid())
            .collect(Collectors.toSet());
    return emptied.containsAll(named) ? all : named;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
