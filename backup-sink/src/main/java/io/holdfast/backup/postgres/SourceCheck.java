package io.holdfast.backup.postgres;

import io.holdfast.backup.config.SourceConfig;
import io.holdfast.runtime.Reason;
import io.holdfast.runtime.StartRefusedException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** What has to be so before a database can be captured. Each refusal says what to do. */
public final class SourceCheck {

  private static final int OLDEST_VERSION = 140_000;

  private SourceCheck() {}

  /**
   * Checks the server.
   *
   * @throws StartRefusedException when it is not set up for capture
   */
  public static void server(Connection connection, SourceConfig config) throws SQLException {
    refuseUnless(
        Integer.parseInt(show(connection, "server_version_num")) >= OLDEST_VERSION,
        "PostgreSQL %s is too old: capture needs version 14 or later"
            .formatted(show(connection, "server_version")));
    refuseUnless(
        show(connection, "wal_level").equals("logical"),
        "PostgreSQL has wal_level=%s: set wal_level = logical in postgresql.conf and restart it"
            .formatted(show(connection, "wal_level")));
    refuseUnless(
        !show(connection, "server_encoding").equals("SQL_ASCII"),
        "the database's encoding is SQL_ASCII, whose text has no meaning of its own: convert it to UTF8 first");
    refuseUnless(
        config.unlimitedWal() == SourceConfig.UnlimitedWal.ALLOW
            || !show(connection, "max_slot_wal_keep_size").equals("-1"),
        "PostgreSQL lets a slot fill its disk: set max_slot_wal_keep_size, or source.unlimited-wal to allow");
  }

  /**
   * Checks the tables: a published table without identity refuses UPDATE and DELETE of its own
   * users.
   *
   * @throws StartRefusedException naming the tables
   */
  public static void tables(List<SourceTable> tables) {
    List<String> without =
        tables.stream()
            .filter(table -> !table.canChange())
            .map(table -> table.name().quoted())
            .toList();
    refuseUnless(
        without.isEmpty(),
        "%s no primary key, so that PostgreSQL would refuse UPDATE and DELETE once published: ALTER TABLE … REPLICA IDENTITY FULL, or add a key"
            .formatted(
                without.size() == 1
                    ? without.get(0) + " has"
                    : String.join(", ", without) + " have"));
  }

  private static void refuseUnless(boolean fine, String sentence) {
    if (!fine) {
      throw new StartRefusedException(Reason.DATABASE, sentence);
    }
  }

  private static String show(Connection connection, String setting) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW " + setting)) {
      row.next();
      return row.getString(1);
    }
  }
}
