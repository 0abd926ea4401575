package io.holdfast.backup.restore;

import com.github.luben.zstd.ZstdInputStream;
import io.holdfast.backup.barrier.RowSums;
import io.holdfast.backup.domain.TableName;
import io.holdfast.backup.domain.fold.TableFold;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Loads the rows of one table: the base's, as the fold left them, and those that came later. */
final class TableLoad {

  private static final int CHUNK = 1 << 16;

  private final Connection connection;
  private final String table;
  private final String command;
  private final Optional<RowSums> sums;
  private final LongTextFile longTexts;
  private final Path spool;
  private String options = "";

  /**
   * @param table as SQL names it
   * @param sums what is told of every row
   * @param longTexts where the long fields of folded rows lie
   */
  TableLoad(
      Connection connection,
      String table,
      List<String> columns,
      Optional<RowSums> sums,
      LongTextFile longTexts,
      Path spool) {
    this.sums = sums;
    this.longTexts = longTexts;
    this.spool = spool;
    this.connection = connection;
    this.table = table;
    String names = String.join(", ", columns.stream().map(TableName::quote).toList());
    this.command = "COPY " + table + (names.isEmpty() ? "" : " (" + names + ")") + " FROM STDIN";
  }

  /**
   * Removes rows that the schema came with, as those of tables of extensions. Rows that are loaded
   * in the same transaction are frozen from the start, so that no index build and no vacuum has to
   * write them again; except where a foreign key refers to the table, which cannot be truncated.
   */
  void empty() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (isReferredTo(statement)) {
        statement.execute("DELETE FROM ONLY " + table);
      } else {
        statement.execute("TRUNCATE ONLY " + table);
        options = " WITH (FREEZE)";
      }
    }
  }

  private boolean isReferredTo(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "SELECT EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND confrelid = '%s'::regclass)"
                .formatted(table.replace("'", "''")))) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /** Loads one object of the base. Returns how many rows the table got. */
  long base(Path piece, TableFold fold) throws IOException, SQLException {
    return fold.isUntouched() && sums.isEmpty() ? raw(piece) : merged(piece, fold);
  }

  private long raw(Path piece) throws IOException, SQLException {
    CopyIn copy = begin();
    try (InputStream in = new ZstdInputStream(Files.newInputStream(piece))) {
      byte[] chunk = new byte[CHUNK];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        copy.writeToCopy(chunk, 0, n);
      }
      return copy.endCopy();
    } finally {
      cancel(copy);
    }
  }

  private long merged(Path piece, TableFold fold) throws IOException, SQLException {
    CopyIn copy = begin();
    try (Lines lines = new Lines(new ZstdInputStream(Files.newInputStream(piece)), spool)) {
      CopyRows rows = new CopyRows(copy, sums, List.of(lines.aside(), longTexts));
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        byte[] merged = fold.merge(line);
        if (merged != null) {
          rows.add(merged);
        }
      }
      rows.flush();
      return copy.endCopy();
    } finally {
      cancel(copy);
    }
  }

  /** Loads the rows that are not in the base. Returns how many. */
  long rest(TableFold fold) throws IOException, SQLException {
    return lines(fold::rest);
  }

  /** Loads the lines that somebody hands out. Returns how many. */
  long lines(Consumer<Consumer<byte[]>> source) throws IOException, SQLException {
    CopyIn copy = begin();
    try {
      CopyRows rows = new CopyRows(copy, sums, List.of(longTexts));
      source.accept(
          line -> {
            try {
              rows.add(line);
            } catch (SQLException e) {
              throw new UncheckedIOException(new IOException(e));
            }
          });
      rows.flush();
      return copy.endCopy();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      cancel(copy);
    }
  }

  private CopyIn begin() throws SQLException {
    return connection.unwrap(PGConnection.class).getCopyAPI().copyIn(command + options);
  }

  private static void cancel(CopyIn copy) throws SQLException {
    if (copy.isActive()) {
      copy.cancelCopy();
    }
  }
}
