package io.holdfast.backup.restore;

import io.holdfast.backup.domain.CopyText;
import io.holdfast.backup.domain.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Where the sequences of a restored database have to stand.
 *
 * @param recorded lines of COPY text, as {@link io.holdfast.backup.postgres.Sequences} writes them
 * @param commands how many of the chain's commands had changed the schema when they were recorded
 */
record SequencePositions(String recorded, int commands) {

  /**
   * Sequences that belong to a column of numbers, with the last value of it that the sequence could
   * have given.
   */
  private static final String OWNED =
      """
      SELECT format('SELECT setval(%L, t.used) FROM (SELECT %s(%I)::bigint AS used FROM %s WHERE %I %s %s) t, %s s WHERE t.used %s s.last_value OR t.used = s.last_value AND NOT s.is_called',
                    s.oid::regclass::text,
                    CASE WHEN q.seqincrement > 0 THEN 'max' ELSE 'min' END,
                    a.attname, d.refobjid::regclass, a.attname,
                    CASE WHEN q.seqincrement > 0 THEN '<=' ELSE '>=' END,
                    CASE WHEN q.seqincrement > 0 THEN q.seqmax ELSE q.seqmin END,
                    s.oid::regclass,
                    CASE WHEN q.seqincrement > 0 THEN '>' ELSE '<' END)
        FROM pg_class s
        JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.oid AND d.deptype IN ('a', 'i')
                        AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
        JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
        JOIN pg_sequence q ON q.seqrelid = s.oid
       WHERE s.relkind = 'S' AND a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'numeric'::regtype)""";

  private static final String SET =
      "SELECT setval(seqrelid, ?, ?) FROM pg_sequence WHERE seqrelid = to_regclass(?)";

  private static final String ADVANCE =
      """
      SELECT setval(q.seqrelid, r.value, r.used)
        FROM pg_sequence q, %s s, (SELECT ?::bigint, ?::boolean) r(value, used)
       WHERE q.seqrelid = to_regclass(?) AND r.value BETWEEN q.seqmin AND q.seqmax
         AND CASE WHEN q.seqincrement > 0 THEN (r.value, r.used) > (s.last_value, s.is_called)
                  ELSE (s.last_value, r.used) > (r.value, s.is_called) END""";

  /** Sets sequences to where they were recorded; those that are not there are left out. */
  void set(Connection connection) throws SQLException {
    for (String line : recorded.lines().toList()) {
      apply(connection, SET, line);
    }
  }

  /**
   * Sets those that stand before where they were recorded: commands that were repeated may have set
   * one further, and may have set one back for lack of the rows that they were given with.
   */
  void advance(Connection connection) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT FROM pg_sequence WHERE seqrelid = to_regclass(?)")) {
      for (String line : recorded.lines().toList()) {
        String name = name(fields(line));
        query.setString(1, name);
        try (ResultSet row = query.executeQuery()) {
          if (row.next()) {
            apply(connection, ADVANCE.formatted(name), line);
          }
        }
      }
    }
  }

  /** Sets none below what the rows use that are there. */
  static void passRows(Connection connection) throws SQLException {
    try (Statement query = connection.createStatement();
        Statement set = connection.createStatement();
        ResultSet row = query.executeQuery(OWNED)) {
      while (row.next()) {
        set.execute(row.getString(1));
      }
    }
  }

  private static void apply(Connection connection, String sql, String line) throws SQLException {
    List<String> fields = fields(line);
    try (PreparedStatement set = connection.prepareStatement(sql)) {
      set.setLong(1, Long.parseLong(fields.get(2)));
      set.setBoolean(2, Boolean.parseBoolean(fields.get(3)));
      set.setString(3, name(fields));
      set.execute();
    }
  }

  private static List<String> fields(String line) {
    return CopyText.fields(line).stream().map(CopyText::value).toList();
  }

  private static String name(List<String> fields) {
    return new TableName(fields.get(0), fields.get(1)).quoted();
  }
}
