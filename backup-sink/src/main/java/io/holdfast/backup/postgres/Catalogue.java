package io.holdfast.backup.postgres;

import io.holdfast.backup.domain.TableName;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a database holds, as far as a backup covers it, and what it does not cover. */
public final class Catalogue {

  /** Schemas of the system and ours. */
  static final String USERS_SCHEMAS =
      "n.nspname NOT IN ('pg_catalog', 'information_schema', 'holdfast') AND n.nspname !~ '^pg_(toast|temp)'";

  private static final String TABLES =
      """
      SELECT n.nspname, c.relname,
             array(SELECT a.attname::text FROM pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
                    ORDER BY a.attnum),
             array(SELECT a.attname::text
                     FROM pg_index i
                     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1])
                    WHERE i.indrelid = c.oid AND i.indimmediate AND i.indisvalid
                      AND NOT EXISTS (SELECT FROM pg_attribute g WHERE g.attrelid = c.oid AND g.attgenerated <> '' AND g.attnum = ANY (i.indkey))
                      AND (c.relreplident = 'd' AND i.indisprimary OR c.relreplident = 'i' AND i.indisreplident)
                    ORDER BY a.attnum),
             c.relreplident = 'f',
             c.oid::bigint,
             array(SELECT a.atttypid::oid::text || ':' || a.atttypmod FROM pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
                    ORDER BY a.attnum),
             array(SELECT a.attnum::int FROM pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
                    ORDER BY a.attnum)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND %s
       ORDER BY 1, 2"""
          .formatted(USERS_SCHEMAS);

  private static final String FILES =
      """
      SELECT c.oid::bigint, c.relfilenode::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND %s"""
          .formatted(USERS_SCHEMAS);

  private static final String NOT_COVERED =
      """
      SELECT CASE c.relkind WHEN 'f' THEN 'foreign table ' ELSE 'unlogged table ' END || quote_ident(n.nspname) || '.'
             || quote_ident(c.relname)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE (c.relkind = 'f' OR c.relkind = 'r' AND c.relpersistence = 'u') AND %s
       UNION ALL
      SELECT 'position of sequence ' || quote_ident(n.nspname) || '.' || quote_ident(c.relname)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'S' AND %s AND NOT (%s)
       UNION ALL
      SELECT count(*) || ' large objects' FROM pg_largeobject_metadata
      HAVING count(*) > 0 AND NOT has_table_privilege('pg_largeobject', 'SELECT')
       ORDER BY 1"""
          .formatted(USERS_SCHEMAS, USERS_SCHEMAS, Sequences.READABLE);

  private Catalogue() {}

  /** The tables a backup covers, by name. */
  public static List<SourceTable> tables(Connection connection) throws SQLException {
    List<SourceTable> tables = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(TABLES)) {
      while (row.next()) {
        List<String> key = texts(row.getArray(4));
        tables.add(
            new SourceTable(
                new TableName(row.getString(1), row.getString(2)),
                row.getLong(6),
                Arrays.asList((Integer[]) row.getArray(8).getArray()),
                texts(row.getArray(3)),
                texts(row.getArray(7)),
                key,
                row.getBoolean(5) || !key.isEmpty()));
      }
    }
    return tables;
  }

  private static List<String> texts(Array array) throws SQLException {
    return Arrays.asList((String[]) array.getArray());
  }

  /**
   * The file of each table that a backup covers, by object id: it is another after the table was
   * emptied or rewritten.
   */
  public static Map<Long, Long> files(Connection connection) throws SQLException {
    Map<Long, Long> files = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(FILES)) {
      while (row.next()) {
        files.put(row.getLong(1), row.getLong(2));
      }
    }
    return files;
  }

  /** About how large each table is, in pages, by object id; 0 for one that was never analyzed. */
  public static Map<Long, Long> pages(Connection connection) throws SQLException {
    Map<Long, Long> pages = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT oid::bigint, greatest(relpages, 0) FROM pg_catalog.pg_class WHERE relkind = 'r'")) {
      while (row.next()) {
        pages.put(row.getLong(1), row.getLong(2));
      }
    }
    return pages;
  }

  /** What is there and is not backed up, in words. */
  public static List<String> notCovered(Connection connection) throws SQLException {
    return texts(connection, NOT_COVERED);
  }

  /** The first column of what a query gives. */
  static List<String> texts(Connection connection, String query) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        texts.add(row.getString(1));
      }
    }
    return texts;
  }

  /** The server's clock, in microseconds since 1970. */
  public static long clockMicros(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")) {
      row.next();
      return row.getLong(1);
    }
  }
}
