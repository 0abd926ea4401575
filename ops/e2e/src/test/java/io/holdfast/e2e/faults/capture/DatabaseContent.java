package io.holdfast.e2e.faults.capture;

import io.holdfast.backup.postgres.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything a database holds, to be compared: its tables, their columns and types, their rows. */
final class DatabaseContent {

  private static final String TABLES =
      """
      SELECT format('%I.%I', n.nspname, c.relname),
             (SELECT string_agg(quote_ident(attname) || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attname)
                FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped),
             (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attname)
                FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'r' AND c.relpersistence = 'p'
         AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'holdfast')
       ORDER BY 1""";

  private DatabaseContent() {}

  /** Columns, then rows in their order as text, long ones by their hash, by table. */
  static Map<String, List<String>> of(Database database) throws SQLException {
    Map<String, List<String>> content = new TreeMap<>();
    try (Connection connection = BackedDatabase.open(database);
        Statement tables = connection.createStatement();
        Statement rows = connection.createStatement();
        ResultSet table = tables.executeQuery(TABLES)) {
      while (table.next()) {
        List<String> lines = new ArrayList<>(List.of(String.valueOf(table.getString(2))));
        String query =
            "SELECT CASE WHEN length(r) > 300 THEN left(r, 100) || '… ' || md5(r) ELSE r END FROM (SELECT ROW(%s)::text AS r FROM ONLY %s) AS t ORDER BY r COLLATE \"C\""
                .formatted(table.getString(3), table.getString(1));
        try (ResultSet row = rows.executeQuery(query)) {
          while (row.next()) {
            lines.add(row.getString(1));
          }
        }
        content.put(table.getString(1), lines);
      }
    }
    return content;
  }
}
