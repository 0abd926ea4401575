package io.holdfast.backup.postgres;

import io.holdfast.backup.config.SourceConfig;
import io.holdfast.runtime.Reason;
import io.holdfast.runtime.StartRefusedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** What has to be so before a database can be captured. Each refusal says what to do. */
public final class SourceCheck {

  private static final int OLDEST_VERSION = 140_000;

  private static final String UNREADABLE =
      """
      SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND %s
         AND NOT (has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT'))
       ORDER BY 1"""
          .formatted(Catalogue.USERS_SCHEMAS);

  private static final String FILTERED =
      """
      SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND %s AND row_security_active(c.oid)
       ORDER BY 1"""
          .formatted(Catalogue.USERS_SCHEMAS);

  /** On Amazon RDS a role replicates by membership. */
  private static final String MAY_REPLICATE =
      """
      SELECT rolsuper OR rolreplication
             OR EXISTS (SELECT FROM pg_roles r WHERE r.rolname = 'rds_replication' AND pg_has_role(r.oid, 'MEMBER'))
        FROM pg_roles WHERE rolname = current_user""";

  private static final String FREE_SLOT =
      "SELECT count(*) < current_setting('max_replication_slots')::int FROM pg_replication_slots";

  private static final String TAKEN_SLOT =
      """
      SELECT CASE WHEN database IS NULL THEN 'a standby' ELSE 'database ' || quote_ident(database) END
        FROM pg_replication_slots
       WHERE slot_name = ? AND database IS DISTINCT FROM current_database()""";

  private static final String FREE_SENDER =
      "SELECT count(*) < current_setting('max_wal_senders')::int FROM pg_stat_replication";

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
        config.unlimitedWal() == SourceConfig.Consent.ALLOW
            || !show(connection, "max_slot_wal_keep_size").equals("-1"),
        "PostgreSQL lets a slot fill its disk: set max_slot_wal_keep_size, or source.unlimited-wal to allow");
  }

  /**
   * Checks the tables: a published table without identity refuses UPDATE and DELETE of its own
   * users.
   *
   * @param noIdentity whether there may be such tables
   * @throws StartRefusedException naming the tables
   */
  public static void tables(List<SourceTable> tables, SourceConfig.Consent noIdentity) {
    List<String> without =
        tables.stream()
            .filter(table -> !table.canChange())
            .map(table -> table.name().quoted())
            .toList();
    refuseUnless(
        without.isEmpty() || noIdentity == SourceConfig.Consent.ALLOW,
        "%s no primary key, so that PostgreSQL would refuse UPDATE and DELETE once published: ALTER TABLE … REPLICA IDENTITY FULL, or add a key, or set source.no-identity to allow where rows are only ever inserted"
            .formatted(
                without.size() == 1
                    ? without.get(0) + " has"
                    : String.join(", ", without) + " have"));
  }

  /**
   * Checks that the role may read the tables, all rows of them.
   *
   * @throws StartRefusedException naming the tables that it may not
   */
  public static void readable(Connection connection) throws SQLException {
    List<String> unreadable = Catalogue.texts(connection, UNREADABLE);
    refuseUnless(
        unreadable.isEmpty(),
        "role %s may not read %s: GRANT SELECT on them and USAGE on their schemas, or GRANT pg_read_all_data"
            .formatted(user(connection), String.join(", ", unreadable)));
    List<String> filtered = Catalogue.texts(connection, FILTERED);
    refuseUnless(
        filtered.isEmpty(),
        "row security hides rows of %s from role %s: ALTER ROLE … BYPASSRLS, or back up as the owner"
            .formatted(String.join(", ", filtered), user(connection)));
  }

  /**
   * Checks that the role may make a slot and read it. Managed servers may let a role do so by means
   * that are not known here: a base tries.
   *
   * @throws StartRefusedException when it may not
   */
  public static void mayReplicate(Connection connection) throws SQLException {
    refuseUnless(
        is(connection, MAY_REPLICATE),
        "role %s may not replicate: ALTER ROLE … REPLICATION, or on Amazon RDS GRANT rds_replication"
            .formatted(user(connection)));
  }

  /**
   * Checks that the slot's name is not taken: slots are of the whole server, and one stays with a
   * database that was renamed or that another took the place of.
   *
   * @throws StartRefusedException naming whose it is
   */
  public static void ownSlot(Connection connection, String slot) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(TAKEN_SLOT)) {
      statement.setString(1, slot);
      try (ResultSet row = statement.executeQuery()) {
        if (row.next()) {
          throw new StartRefusedException(
              Reason.DATABASE,
              "replication slot %s belongs to %s: once nothing reads it any more, SELECT pg_drop_replication_slot('%1$s')"
                  .formatted(slot, row.getString(1)));
        }
      }
    }
  }

  /**
   * Checks that there is a slot to be had.
   *
   * @throws StartRefusedException when there is none
   */
  public static void freeSlot(Connection connection) throws SQLException {
    refuseUnless(
        is(connection, FREE_SLOT),
        "all replication slots are taken: drop one, or set max_replication_slots higher in postgresql.conf and restart it");
  }

  /**
   * Checks that the server can stream to one more.
   *
   * @throws StartRefusedException when it cannot
   */
  public static void freeSender(Connection connection) throws SQLException {
    refuseUnless(
        is(connection, FREE_SENDER),
        "all WAL senders are taken: set max_wal_senders higher in postgresql.conf and restart it");
  }

  private static String user(Connection connection) throws SQLException {
    return connection.getMetaData().getUserName();
  }

  private static boolean is(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getBoolean(1);
    }
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
