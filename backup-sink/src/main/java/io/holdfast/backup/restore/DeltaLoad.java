package io.holdfast.backup.restore;

import com.github.luben.zstd.ZstdOutputStream;
import io.holdfast.backup.domain.TableName;
import io.holdfast.backup.domain.fold.TableFold;
import io.holdfast.backup.domain.fold.TableShape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.PGConnection;

/**
 * Changes the rows of one table in place: takes out those that the log touched, and puts in what
 * became of them. All are out before the first is in, so no key is ever there twice.
 */
final class DeltaLoad {

  private static final String TOUCHED = "pg_temp.holdfast_touched";

  private final Connection connection;
  private final TableShape shape;
  private final List<String> key;
  private final FoldedRows folded;
  private final Path spool;

  /**
   * @param key names of the columns that identify a row; empty where none do
   */
  DeltaLoad(
      Connection connection, TableShape shape, List<String> key, FoldedRows folded, Path spool) {
    this.folded = folded;
    this.connection = connection;
    this.shape = shape;
    this.key = key;
    this.spool = spool;
  }

  /** Applies the changes. Returns how many rows were written. */
  long apply(TableFold changes) throws SQLException, IOException {
    TableLoad load = load(shape.name().quoted(), shape.columns());
    Path before = Files.createTempFile(spool, "before-", ".copy.zst");
    try {
      long rows = 0;
      if (changes.isBaseGone()) {
        execute("DELETE FROM ONLY " + shape.name().quoted());
      } else {
        takeOut(changes, before);
        rows = load.base(before, changes);
      }
      return rows + load.rest(changes);
    } finally {
      Files.deleteIfExists(before);
    }
  }

  private TableLoad load(String table, List<String> columns) {
    return new TableLoad(connection, table, columns, Optional.empty(), folded.longTexts(), spool);
  }

  private void takeOut(TableFold changes, Path before) throws SQLException, IOException {
    String table = shape.name().quoted();
    if (key.isEmpty()) {
      copyOut("SELECT " + columns("t") + " FROM ONLY " + table + " t", before);
      execute("DELETE FROM ONLY " + table);
      return;
    }
    String keys = keys().map(TableName::quote).collect(Collectors.joining(", "));
    execute(
        "CREATE TEMP TABLE holdfast_touched AS SELECT %s FROM ONLY %s WITH NO DATA"
            .formatted(keys, table));
    load(TOUCHED, List.of()).lines(changes::touched);
    execute("ANALYZE " + TOUCHED);
    copyOut(
        "SELECT %s FROM ONLY %s t JOIN %s k ON %s"
            .formatted(columns("t"), table, TOUCHED, equalKeys()),
        before);
    execute("DELETE FROM ONLY %s t USING %s k WHERE %s".formatted(table, TOUCHED, equalKeys()));
    execute("DROP TABLE " + TOUCHED);
  }

  /** In the order of the table's columns, as the fold has them. */
  private Stream<String> keys() {
    return shape.columns().stream().filter(key::contains);
  }

  private String columns(String of) {
    return shape.columns().stream()
        .map(column -> of + "." + TableName.quote(column))
        .collect(Collectors.joining(", "));
  }

  private String equalKeys() {
    return keys()
        .map(TableName::quote)
        .map(column -> "t." + column + " = k." + column)
        .collect(Collectors.joining(" AND "));
  }

  private void copyOut(String query, Path file) throws SQLException, IOException {
    try (OutputStream out = new ZstdOutputStream(Files.newOutputStream(file))) {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut("COPY (" + query + ") TO STDOUT", out);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
