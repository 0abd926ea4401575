package io.holdfast.backup.restore;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Triggers that fire even in a session that replicates ({@code ENABLE ALWAYS}, {@code ENABLE
 * REPLICA}): they would change the rows that are put back, or add others.
 */
final class ReplicaTriggers {

  private static final String FIRING =
      """
      SELECT format('ALTER TABLE ONLY %s DISABLE TRIGGER %I', tgrelid::regclass, tgname),
             format('ALTER TABLE ONLY %s ENABLE %s TRIGGER %I', tgrelid::regclass,
                    CASE tgenabled WHEN 'A' THEN 'ALWAYS' ELSE 'REPLICA' END, tgname)
        FROM pg_trigger WHERE tgenabled IN ('A', 'R')""";

  private final List<String> enabling;

  private ReplicaTriggers(List<String> enabling) {
    this.enabling = enabling;
  }

  /** Disables those of a database. */
  static ReplicaTriggers disable(Connection connection) throws SQLException {
    List<String> disabling = new ArrayList<>();
    List<String> enabling = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(FIRING)) {
      while (row.next()) {
        disabling.add(row.getString(1));
        enabling.add(row.getString(2));
      }
    }
    execute(connection, disabling);
    return new ReplicaTriggers(enabling);
  }

  /** Enables them as they were. */
  void enable(Connection connection) throws SQLException {
    execute(connection, enabling);
  }

  private static void execute(Connection connection, List<String> commands) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String command : commands) {
        statement.execute(command);
      }
    }
  }
}
