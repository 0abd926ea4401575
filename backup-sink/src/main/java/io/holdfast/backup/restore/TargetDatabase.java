package io.holdfast.backup.restore;

import io.holdfast.backup.domain.TableName;
import io.holdfast.backup.postgres.Database;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The database that a restore makes. */
final class TargetDatabase {

  private static final String USERS_RELATIONS =
      """
      SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
         AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'""";

  private final Database database;

  TargetDatabase(Database database) {
    this.database = database;
  }

  /**
   * Makes the database unless it is there.
   *
   * @throws IOException when it is there and not empty
   */
  void create() throws SQLException, IOException {
    String name = URI.create(database.url().substring("jdbc:".length())).getPath().substring(1);
    try (Connection connection = database.named("postgres").connect()) {
      if (!exists(connection, name)) {
        try (Statement statement = connection.createStatement()) {
          statement.execute(
              "CREATE DATABASE " + TableName.quote(name) + " TEMPLATE template0 ENCODING 'UTF8'");
        }
      }
    }
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(USERS_RELATIONS)) {
      row.next();
      if (row.getLong(1) > 0) {
        throw new IOException(
            "database " + name + " is not empty: restore into a new one, or drop it first");
      }
    }
  }

  /** Notes where the database stands; where that is not one position, that it is unknown. */
  void remember(Optional<RestoredPosition> position) throws SQLException {
    try (Connection connection = database.connect()) {
      remember(connection, position);
    }
  }

  /** The same within a session's transaction. */
  static void remember(Connection connection, Optional<RestoredPosition> position)
      throws SQLException {
    String text = position.map(known -> "'" + known.text() + "'").orElse("NULL");
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "COMMENT ON DATABASE " + TableName.quote(connection.getCatalog()) + " IS " + text);
    }
  }

  /**
   * Where the database stands.
   *
   * @throws IOException when nobody noted it
   */
  RestoredPosition position() throws SQLException, IOException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()")) {
      row.next();
      return RestoredPosition.parse(row.getString(1))
          .orElseThrow(
              () ->
                  new IOException(
                      "it is not known where the target stands: only what was restored as a whole, to one point, can be gone on with"));
    }
  }

  private static boolean exists(Connection connection, String name) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?")) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        return row.next();
      }
    }
  }

  /** Runs DDL as an ordinary session would; lines that are commands of psql are left out. */
  void run(byte[] sql) throws SQLException {
    run(script(sql));
  }

  /** A script as it was dumped, without the lines that are commands of psql. */
  static String script(byte[] sql) {
    // not lines(): a carriage return belongs to the text that it is in
    return Arrays.stream(new String(sql, StandardCharsets.UTF_8).split("\n", -1))
        .filter(line -> !line.matches("\\\\(un)?restrict .*|\\\\connect .*"))
        .collect(java.util.stream.Collectors.joining("\n"));
  }

  /** Runs DDL as an ordinary session would. */
  void run(String script) throws SQLException {
    if (script.isBlank()) {
      return;
    }
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("RESET ALL");
      statement.execute(script);
    }
  }

  /**
   * Builds indexes as an ordinary session would, one after the other.
   *
   * @param spare whether a session of the restore has nothing to do: only then is PostgreSQL to use
   *     processes beside this session's own
   */
  void build(List<String> indexes, BooleanSupplier spare) throws SQLException {
    if (indexes.isEmpty()) {
      return;
    }
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("RESET ALL");
      for (String index : indexes) {
        statement.execute(
            spare.getAsBoolean()
                ? "RESET max_parallel_maintenance_workers"
                : "SET max_parallel_maintenance_workers = 0");
        statement.execute(index);
      }
    }
  }

  /**
   * A session that loads rows: no trigger fires and no foreign key is checked, because the rows
   * were all valid.
   */
  Connection loader() throws SQLException {
    Connection connection = database.connect();
    try {
      settle(connection);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw new SQLException(
          "role %s may not switch off triggers: restore as a superuser, or GRANT SET ON PARAMETER session_replication_role"
              .formatted(database.user()),
          e);
    }
  }

  /** Makes the settings of such a session again what they have to be. */
  static void settle(Connection connection) throws SQLException {
    Database.pin(connection);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET session_replication_role = replica");
    }
  }

  Database database() {
    return database;
  }
}
