package io.holdfast.sandbox;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A copy of the orders, row by row against the writer's journal.
 *
 * @param upTo number of the newest transaction in the copy, 0 for an empty one
 * @param committedMillis when that transaction's COMMIT had returned, wall clock; 0 when unknown
 * @param rows that should be there at that number
 * @param differences each in words; empty when the copy is exact
 */
public record OrdersComparison(
    long upTo, long committedMillis, long rows, List<String> differences) {

  private static final Map<String, String> KEYS =
      Map.of(
          "orders",
          "id::text",
          "order_lines",
          "order_id || '/' || line",
          "order_log",
          "number::text");

  public OrdersComparison {
    differences = List.copyOf(differences);
  }

  public boolean isExact() {
    return differences.isEmpty();
  }

  /** Reads all tables of {@code copy} in one transaction, which is rolled back. */
  public static OrdersComparison of(Path journal, Connection copy) throws SQLException {
    copy.setAutoCommit(false);
    try (Statement statement = copy.createStatement()) {
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
      OrderTransaction.printAlike(statement);
      long upTo = newest(statement);
      List<String> differences = new ArrayList<>();
      long committedMillis = 0;
      Map<String, Map<String, String>> expected = new HashMap<>();
      for (OrdersJournal.Transaction transaction : OrdersJournal.read(journal)) {
        if (transaction.number() > upTo) {
          break;
        }
        if (transaction.outcome() == OrdersJournal.Outcome.ROLLED_BACK) {
          continue;
        }
        // What has no known outcome is committed if the copy has it: its log row is compared below.
        if (transaction.outcome() == OrdersJournal.Outcome.COMMITTED
            || OrderTransaction.isLogged(statement, transaction.number())) {
          transaction.steps().forEach(step -> apply(step, expected));
          committedMillis = transaction.wallMillis();
        }
      }
      long rows = 0;
      for (String table : KEYS.keySet()) {
        Map<String, String> wanted = expected.getOrDefault(table, Map.of());
        rows += wanted.size();
        compare(table, wanted, statement, differences);
      }
      return new OrdersComparison(upTo, committedMillis, rows, differences);
    } finally {
      copy.rollback();
    }
  }

  private static long newest(Statement statement) throws SQLException {
    try (ResultSet result =
        statement.executeQuery("SELECT coalesce(max(number), 0) FROM order_log")) {
      result.next();
      return result.getLong(1);
    }
  }

  private static void apply(OrdersJournal.Step step, Map<String, Map<String, String>> tables) {
    if (step instanceof OrdersJournal.Step.Put put) {
      tables.computeIfAbsent(put.table(), name -> new HashMap<>()).put(put.key(), put.row());
    } else if (step instanceof OrdersJournal.Step.Remove remove) {
      tables.computeIfAbsent(remove.table(), name -> new HashMap<>()).remove(remove.key());
    } else if (step instanceof OrdersJournal.Step.Truncate truncate) {
      tables.remove(truncate.table());
    }
  }

  private static void compare(
      String table, Map<String, String> wanted, Statement statement, List<String> differences)
      throws SQLException {
    Map<String, String> missing = new HashMap<>(wanted);
    String query = "SELECT " + KEYS.get(table) + ", t::text FROM " + table + " t";
    try (ResultSet result = statement.executeQuery(query)) {
      while (result.next()) {
        String key = result.getString(1);
        String row = result.getString(2);
        String expected = missing.remove(key);
        if (expected == null) {
          differences.add(table + " " + key + " is there and should not be: " + row);
        } else if (!expected.equals(row)) {
          differences.add(table + " " + key + " is " + row + " and should be " + expected);
        }
      }
    }
    missing.forEach((key, row) -> differences.add(table + " " + key + " is missing: " + row));
  }
}
