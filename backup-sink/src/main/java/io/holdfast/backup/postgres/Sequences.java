package io.holdfast.backup.postgres;

import io.holdfast.backup.domain.CopyText;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the sequences of a database stand, as they say it themselves: {@code pg_sequences} shows
 * the same null for a position that was set and not used yet, and for one that may not be read.
 */
public final class Sequences {

  /** What has to be so for a position to be read; of sequence c in schema n. */
  static final String READABLE =
      "has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')";

  /** More in one statement, and the server's planner needs too much stack. */
  private static final int AT_ONCE = 200;

  private static final String SEQUENCES =
      """
      SELECT n.nspname, c.relname, c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'S' AND %s AND %s
       ORDER BY 1, 2"""
          .formatted(Catalogue.USERS_SCHEMAS, READABLE);

  private Sequences() {}

  /** A sequence, and how a query names it now. */
  private record Sequence(String schema, String name, String relation) {}

  /**
   * Schema, name, position and whether it was used, of every sequence that the role may read: a
   * line of COPY text each.
   *
   * @param connection its search path is that of {@link Database}
   */
  public static String asText(Connection connection) throws SQLException {
    List<Sequence> sequences = list(connection);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < sequences.size(); i += AT_ONCE) {
      read(connection, sequences.subList(i, Math.min(i + AT_ONCE, sequences.size())), text);
    }
    return text.toString();
  }

  private static List<Sequence> list(Connection connection) throws SQLException {
    List<Sequence> sequences = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SEQUENCES)) {
      while (row.next()) {
        sequences.add(new Sequence(row.getString(1), row.getString(2), row.getString(3)));
      }
    }
    return sequences;
  }

  private static void read(Connection connection, List<Sequence> sequences, StringBuilder text)
      throws SQLException {
    List<String> queries = new ArrayList<>();
    for (Sequence sequence : sequences) {
      queries.add(
          "SELECT %d, last_value::text, is_called::text FROM %s"
              .formatted(queries.size(), sequence.relation()));
    }
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(String.join(" UNION ALL ", queries) + " ORDER BY 1")) {
      while (row.next()) {
        Sequence sequence = sequences.get(row.getInt(1));
        text.append(
                CopyText.row(
                    List.of(
                        sequence.schema(), sequence.name(), row.getString(2), row.getString(3))))
            .append('\n');
      }
    }
  }
}
