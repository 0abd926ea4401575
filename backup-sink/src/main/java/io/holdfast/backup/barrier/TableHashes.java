package io.holdfast.backup.barrier;

import io.holdfast.backup.domain.CopyText;
import io.holdfast.backup.domain.TableName;
import io.holdfast.backup.postgres.Catalogue;
import io.holdfast.backup.postgres.SourceTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What tables amount to, whatever the order of their rows: how many rows, and the sums of both
 * halves of the MD5 of each row's text in UTF-8. Equal tables have equal figures on any version of
 * PostgreSQL and in any encoding; unequal ones do not, but for somebody who means it.
 *
 * <p>As text a line a table: schema, name, rows, sum, sum, as COPY text.
 */
public final class TableHashes {

  private static final int COLUMNS = 5;

  private final Map<TableName, List<String>> figures;

  private TableHashes(Map<TableName, List<String>> figures) {
    this.figures = figures;
  }

  /** Hashes tables in the transaction that the session is in. */
  static TableHashes take(Connection connection, List<SourceTable> tables) throws SQLException {
    Map<TableName, List<String>> figures = new TreeMap<>();
    for (SourceTable table : tables) {
      figures.put(table.name(), figures(connection, table.name(), table.columns()));
    }
    return new TableHashes(figures);
  }

  private static List<String> figures(Connection connection, TableName table, List<String> columns)
      throws SQLException {
    String names = String.join(", ", columns.stream().map(TableName::quote).toList());
    String row = columns.isEmpty() ? "''" : "ROW(" + names + ")::text";
    String query =
        """
        SELECT count(*)::text,
               coalesce(sum(('x' || left(h, 16))::bit(64)::bigint::numeric), 0)::text,
               coalesce(sum(('x' || right(h, 16))::bit(64)::bigint::numeric), 0)::text
          FROM (SELECT md5(convert_to(%s, 'UTF8')) AS h FROM ONLY %s) AS hashed"""
            .formatted(row, table.quoted());
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      result.next();
      return List.of(result.getString(1), result.getString(2), result.getString(3));
    }
  }

  /**
   * Compares the rows that a table has with those that it was given; empty when they are the same.
   */
  public static Optional<String> difference(
      Connection connection, TableName table, List<String> columns, RowSums given)
      throws SQLException {
    List<String> there = figures(connection, table, columns);
    return there.equals(given.figures())
        ? Optional.empty()
        : Optional.of(
            "table %s differs: %s rows in the chain, %s rows restored"
                .formatted(table, given.figures().get(0), there.get(0)));
  }

  /** Reads the text form. */
  static TableHashes parse(List<String> lines) {
    Map<TableName, List<String>> figures = new TreeMap<>();
    for (String line : lines) {
      List<String> values = CopyText.fields(line).stream().map(CopyText::value).toList();
      if (values.size() != COLUMNS) {
        throw new IllegalArgumentException(
            "a line of a barrier's hashes has " + values.size() + " fields");
      }
      figures.put(new TableName(values.get(0), values.get(1)), values.subList(2, COLUMNS));
    }
    return new TableHashes(figures);
  }

  /** The text form. */
  String text() {
    StringBuilder text = new StringBuilder();
    figures.forEach(
        (table, values) -> {
          List<String> line = new ArrayList<>(List.of(table.schema(), table.table()));
          line.addAll(values);
          text.append(CopyText.row(line)).append('\n');
        });
    return text.toString();
  }

  /** The tables that were hashed. */
  public Set<TableName> tables() {
    return Set.copyOf(figures.keySet());
  }

  /**
   * Compares with the tables of another database.
   *
   * @param columns of each table, in the order that they have here, which may be another there
   * @return what differs, a sentence a table; empty when nothing does
   */
  public List<String> compareWith(
      Connection other, Predicate<TableName> chosen, Map<TableName, List<String>> columns)
      throws SQLException {
    Map<TableName, SourceTable> there = new TreeMap<>();
    Catalogue.tables(other).forEach(table -> there.put(table.name(), table));
    List<String> differences = new ArrayList<>();
    for (Map.Entry<TableName, List<String>> here : figures.entrySet()) {
      if (!chosen.test(here.getKey())) {
        continue;
      }
      SourceTable table = there.get(here.getKey());
      if (table == null) {
        differences.add("table " + here.getKey() + " is missing");
        continue;
      }
      List<String> found =
          figures(other, table.name(), columns.getOrDefault(here.getKey(), table.columns()));
      if (!found.equals(here.getValue())) {
        differences.add(
            "table %s differs: %s rows at the barrier, %s rows restored"
                .formatted(here.getKey(), here.getValue().get(0), found.get(0)));
      }
    }
    return differences;
  }
}
