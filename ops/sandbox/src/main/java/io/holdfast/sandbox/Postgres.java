package io.holdfast.sandbox;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/**
 * PostgreSQL 17 on loopback with {@code wal_level=logical}, a finite {@code max_slot_wal_keep_size}
 * and fsync on. Starting, stopping and starting again keeps data and port.
 */
public interface Postgres extends AutoCloseable {

  /** The superuser; there is no password to know where the server is embedded. */
  String user();

  String password();

  String host();

  int port();

  void start();

  /** An orderly stop; clients are disconnected. */
  void stop();

  /** SIGKILL to the server: what was committed is there after the next start. */
  void kill();

  default void restart() {
    stop();
    start();
  }

  /** The URL without user and password. */
  default String jdbcUrl(String database) {
    return "jdbc:postgresql://" + host() + ":" + port() + "/" + database;
  }

  default Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(jdbcUrl(database), user(), password());
  }

  /** Creates an empty database; the name is quoted. */
  default void createDatabase(String name) throws SQLException {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + statement.enquoteIdentifier(name, true));
    }
  }

  /** Whether it accepts connections now. */
  default boolean answers() {
    try (Connection connection = connect("postgres")) {
      return connection.isValid(5);
    } catch (SQLException refused) {
      return false;
    }
  }

  /** The processes to send signals to, by name; none where it runs in a container. */
  default Map<String, Long> pids() {
    return Map.of();
  }

  @Override
  void close();
}
