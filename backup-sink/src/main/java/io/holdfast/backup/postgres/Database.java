package io.holdfast.backup.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.postgresql.PGProperty;

/**
 * How to reach a database. Every session has the settings that the text form of values depends on
 * pinned, so that what is written today reads the same anywhere.
 *
 * @param url JDBC URL
 * @param user role to log in as
 * @param password its password; empty where none is asked for
 */
public record Database(String url, String user, String password) {

  private static final String PINNED =
      """
      SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres'; SET TimeZone = 'UTC';
      SET extra_float_digits = 3; SET bytea_output = 'hex'; SET lc_monetary = 'C'; SET xmlbinary = 'base64';
      SET search_path = 'pg_catalog'; SET row_security = off; SET statement_timeout = 0;
      SET idle_in_transaction_session_timeout = 0; SET idle_session_timeout = 0;
      SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'transaction_timeout'""";

  /** An ordinary session. */
  public Connection connect() throws SQLException {
    return open(properties());
  }

  /**
   * A session in a transaction that sees exactly an exported snapshot.
   *
   * @param snapshot its name
   */
  public Connection connectAt(String snapshot) throws SQLException {
    Connection connection = connect();
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      statement.execute("SET TRANSACTION SNAPSHOT '" + snapshot + "'");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** A session of the replication protocol, that decodes this database. */
  public Connection connectForReplication() throws SQLException {
    Properties properties = properties();
    PGProperty.REPLICATION.set(properties, "database");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    return open(properties);
  }

  private Properties properties() {
    Properties properties = new Properties();
    PGProperty.USER.set(properties, user);
    if (!password.isEmpty()) {
      PGProperty.PASSWORD.set(properties, password);
    }
    PGProperty.APPLICATION_NAME.set(properties, "holdfast-backup");
    PGProperty.TCP_KEEP_ALIVE.set(properties, true);
    PGProperty.CONNECT_TIMEOUT.set(properties, 10);
    return properties;
  }

  private Connection open(Properties properties) throws SQLException {
    Connection connection = DriverManager.getConnection(url, properties);
    try {
      pin(connection);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Makes the settings of a session again what they are when it is opened. */
  public static void pin(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String setting : PINNED.split(";")) {
        statement.execute(setting.strip());
      }
    }
  }

  /** The same server and role, another database. */
  public Database named(String database) {
    int query = url.indexOf('?');
    String path = query < 0 ? url : url.substring(0, query);
    String rest = query < 0 ? "" : url.substring(query);
    return new Database(
        path.substring(0, path.lastIndexOf('/') + 1) + database + rest, user, password);
  }

  /** Its URL for people: without what follows the name, which may hold a password. */
  public String place() {
    return url.replaceFirst("\\?.*", "");
  }

  /** Without the password. */
  @Override
  public String toString() {
    return place() + " as " + user;
  }
}
