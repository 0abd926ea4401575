package io.holdfast.backup.restore;

import com.github.luben.zstd.ZstdOutputStream;
import io.holdfast.backup.chain.ChainObjects;
import io.holdfast.backup.domain.TableName;
import io.holdfast.backup.domain.fold.DatabaseFold;
import io.holdfast.backup.domain.fold.TableFold;
import io.holdfast.backup.domain.fold.TableShape;
import io.holdfast.records.StoredObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.PGConnection;

/**
 * Changes the rows of one table in place: takes out those that the log touched, and puts in what
 * became of them. All are out before the first is in, so no key is ever there twice; between, the
 * table may get another shape. Where it does, where the rows that changed cannot be told by a key,
 * and where somebody wants it, all rows are taken out.
 */
final class DeltaLoad implements AutoCloseable {

  private static final String TOUCHED = "pg_temp.holdfast_touched";

  private final Connection connection;
  private final Optional<TableShape> before;
  private final DatabaseFold.Folded table;
  private final FoldedRows folded;
  private final Path spool;
  private final boolean all;
  private final Path out;
  private long oid;
  private String state;

  /**
   * @param before the table as it is there; empty where it is not there yet
   * @param table the table as it is to be
   * @param all whether all rows are to be taken out
   */
  DeltaLoad(
      Connection connection,
      Optional<TableShape> before,
      DatabaseFold.Folded table,
      boolean all,
      FoldedRows folded,
      Path spool)
      throws IOException {
    this.connection = connection;
    this.before = before;
    this.table = table;
    this.folded = folded;
    this.spool = spool;
    this.all = all || before.isEmpty() || !hasRowsOfBefore() || !isLeft() && !isKeyed();
    this.out = Files.createTempFile(spool, "before-", ".copy.zst");
  }

  private boolean hasRowsOfBefore() {
    return table.base() == 0 && !table.fold().isBaseGone();
  }

  private boolean isLeft() {
    return table.fold().isUntouched();
  }

  private boolean isKeyed() {
    return table.fold().key().length > 0;
  }

  /** The table as it is there; empty where it is not there yet. */
  Optional<TableShape> before() {
    return before;
  }

  /** The table as it is to be. */
  TableShape after() {
    return table.shape();
  }

  /** Whether all rows that are there are taken out. */
  boolean isEmptied() {
    return all && before.isPresent();
  }

  /** Takes rows out; where it is all of them only a copy, and somebody else has to empty it. */
  void takeOut() throws SQLException, IOException {
    if (before.isEmpty()) {
      return;
    }
    String name = before.get().name().quoted();
    if (all && hasRowsOfBefore()) {
      copyOut("SELECT " + columns("t") + " FROM ONLY " + name + " t");
    } else if (!all && !isLeft()) {
      takeOutTouched(name);
    }
    oid = Long.parseLong(text("SELECT '" + name.replace("'", "''") + "'::regclass::oid"));
    state = state();
  }

  private void takeOutTouched(String name) throws SQLException, IOException {
    TableFold changes = table.fold();
    String keys = keys().collect(Collectors.joining(", "));
    String equal =
        Arrays.stream(changes.key()).mapToObj(this::equalKeys).collect(Collectors.joining(" AND "));
    execute(
        "CREATE TEMP TABLE holdfast_touched AS SELECT %s FROM ONLY %s WITH NO DATA"
            .formatted(keys, name));
    load(TOUCHED, List.of()).lines(changes::touched);
    execute("ANALYZE " + TOUCHED);
    copyOut(
        "SELECT %s FROM ONLY %s t JOIN %s k ON %s".formatted(columns("t"), name, TOUCHED, equal));
    execute("DELETE FROM ONLY %s t USING %s k WHERE %s".formatted(name, TOUCHED, equal));
    execute("DROP TABLE " + TOUCHED);
  }

  /** Whether somebody else wrote rows of a table that keeps some, since they were taken out. */
  boolean isDisturbed() throws SQLException {
    return !all && !state().equals(state);
  }

  /** How many rows this transaction wrote, and where they are: in another file when all are new. */
  private String state() throws SQLException {
    return text(
        "SELECT pg_stat_get_xact_tuples_inserted(%1$d) + pg_stat_get_xact_tuples_updated(%1$d) + pg_stat_get_xact_tuples_deleted(%1$d) || ' in ' || pg_relation_filenode(%1$d)"
            .formatted(oid));
  }

  /**
   * Puts rows in.
   *
   * @param pieces the table's base, where that takes the place of the rows that were there
   * @return how many
   */
  long putIn(List<StoredObject> pieces, ChainObjects objects) throws SQLException, IOException {
    TableFold changes = table.fold();
    if (!all && isLeft()) {
      return 0;
    }
    String name = table.shape().name().quoted();
    if (all) {
      // what commands wrote
      execute("DELETE FROM ONLY " + name);
    }
    TableLoad load = load(name, table.shape().columns());
    AtomicLong rows = new AtomicLong();
    if (before.isPresent() && hasRowsOfBefore()) {
      rows.addAndGet(load.base(out, changes));
    } else if (!changes.isBaseGone()) {
      for (StoredObject piece : pieces) {
        objects.use(piece, file -> rows.addAndGet(load.base(file, changes)));
      }
    }
    return rows.get() + load.rest(changes);
  }

  private TableLoad load(String name, List<String> columns) {
    return new TableLoad(connection, name, columns, Optional.empty(), folded.longTexts(), spool);
  }

  /** In the order of the table's columns, as the fold has them. */
  private Stream<String> keys() {
    return Arrays.stream(table.fold().key())
        .mapToObj(before.get().columns()::get)
        .map(TableName::quote);
  }

  /** Operators of types that users made may be anywhere: their text tells rows apart too. */
  private String equalKeys(int place) {
    String column = TableName.quote(before.get().columns().get(place));
    String type = before.get().isOfUsers(place) ? "::text" : "";
    return "t.%1$s%2$s = k.%1$s%2$s".formatted(column, type);
  }

  private String columns(String of) {
    return before.get().columns().stream()
        .map(column -> of + "." + TableName.quote(column))
        .collect(Collectors.joining(", "));
  }

  private void copyOut(String query) throws SQLException, IOException {
    try (OutputStream file = new ZstdOutputStream(Files.newOutputStream(out))) {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut("COPY (" + query + ") TO STDOUT", file);
    }
  }

  private String text(String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(out);
  }
}
