package io.holdfast.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.backup.domain.Lsn;
import io.holdfast.backup.domain.RestoreTarget;
import io.holdfast.backup.restore.RestoreReport;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A place in the log of a database, and what the database held there.
 *
 * @param tables columns and rows by the name of the table
 */
record Place(long lsn, Map<String, List<String>> tables) {

  private static final String TABLES =
      """
      SELECT c.oid::regclass::text,
             (SELECT string_agg(quote_ident(attname) || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attname)
                FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped),
             (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attname)
                FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'holdfast')
       ORDER BY 1""";

  /** Where the database is now. */
  static Place of(BackedDatabase db) throws SQLException {
    String lsn = db.rows("SELECT pg_current_wal_insert_lsn()::text").get(0);
    return new Place(Lsn.parse(lsn).value(), tables(db, db.name()));
  }

  /** A restore to there has to have the tables of there. */
  void requireRestored(BackedDatabase db) throws Exception {
    db.restore(new RestoreTarget.BeforeLsn(lsn));
    requireIn(db);
  }

  /** A delta to there too, of what was restored last. Returns its report. */
  RestoreReport requireDelta(BackedDatabase db) throws Exception {
    RestoreReport report = db.delta(new RestoreTarget.BeforeLsn(lsn));
    requireIn(db);
    return report;
  }

  private void requireIn(BackedDatabase db) throws SQLException {
    assertThat(tables(db, db.restoredName())).isEqualTo(tables);
  }

  private static Map<String, List<String>> tables(BackedDatabase db, String database)
      throws SQLException {
    Map<String, List<String>> tables = new TreeMap<>();
    try (Connection connection = db.database(database).connect();
        Statement statement = connection.createStatement();
        Statement rows = connection.createStatement()) {
      statement.execute("SET search_path = pg_catalog");
      rows.execute("SET TimeZone = 'UTC'");
      try (ResultSet table = statement.executeQuery(TABLES)) {
        while (table.next()) {
          List<String> content = new ArrayList<>(List.of(table.getString(2)));
          try (ResultSet row =
              rows.executeQuery(
                  "SELECT ROW(%s)::text AS r FROM ONLY %s ORDER BY r"
                      .formatted(table.getString(3), table.getString(1)))) {
            while (row.next()) {
              content.add(row.getString(1));
            }
          }
          tables.put(table.getString(1), content);
        }
      }
    }
    return tables;
  }
}
