package io.holdfast.sandbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * One transaction of the orders writer: each statement goes to the database and into the journal.
 */
final class OrderTransaction {

  private final Connection connection;
  private final OrdersJournal journal;
  private boolean toRollBack;

  OrderTransaction(Connection connection, OrdersJournal journal, long number) throws SQLException {
    this.connection = connection;
    this.journal = journal;
    put(
        "order_log",
        Long.toString(number),
        "INSERT INTO order_log VALUES (?, now()) RETURNING order_log::text",
        number);
  }

  /** A connection on which rows print alike everywhere. */
  static Connection connect(Postgres postgres, String database) throws SQLException {
    Connection connection = postgres.connect(database);
    try (Statement statement = connection.createStatement()) {
      printAlike(statement);
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  static void printAlike(Statement statement) throws SQLException {
    statement.execute("SET TimeZone = 'UTC'");
    statement.execute("SET DateStyle = 'ISO, YMD'");
    statement.execute("SET extra_float_digits = 1");
  }

  /** Whether transaction {@code number} of the writer is in the database. */
  static boolean isLogged(Statement statement, long number) throws SQLException {
    try (ResultSet result =
        statement.executeQuery("SELECT 1 FROM order_log WHERE number = " + number)) {
      return result.next();
    }
  }

  /** Runs a statement that returns the row as text. */
  void put(String table, String key, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      try (ResultSet result = statement.executeQuery()) {
        if (!result.next()) {
          throw new SandboxException(
              "no row " + key + " in " + table + ": somebody else writes to the orders");
        }
        journal.step(new OrdersJournal.Step.Put(table, key, result.getString(1)));
      }
    }
  }

  void remove(String table, String key, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      statement.executeUpdate();
      journal.step(new OrdersJournal.Step.Remove(table, key));
    }
  }

  void truncate(String table) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("TRUNCATE " + statement.enquoteIdentifier(table, false));
      journal.step(new OrdersJournal.Step.Truncate(table));
    }
  }

  private static void bind(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  void rollBackInTheEnd() {
    toRollBack = true;
  }

  boolean isToRollBack() {
    return toRollBack;
  }

  long id() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT pg_current_xact_id()::text::bigint")) {
      result.next();
      return result.getLong(1);
    }
  }
}
