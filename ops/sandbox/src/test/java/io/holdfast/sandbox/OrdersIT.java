package io.holdfast.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrdersIT {

  @TempDir Path directory;

  @Test
  void theJournalTellsTheDatabaseRowByRowAlsoAfterTheServerWasKilled() throws Exception {
    try (var postgres = new EmbeddedPostgres(directory.resolve("postgres"), Map.of())) {
      postgres.start();
      OrdersWriter.createDatabase(postgres, "orders");
      Path journal = directory.resolve("orders.journal");
      try (var writer = new OrdersWriter(postgres, "orders", journal, Duration.ZERO, 42)) {
        writer.start();
        awaitCommitted(writer, 200);
        postgres.kill();
        postgres.start();
        awaitCommitted(writer, 400);
        for (int i = 0; i < 100; i++) {
          long before = writer.truncateOrders();
          assertThat(isLogged(postgres, before)).as("%d is committed", before).isTrue();
          awaitCommitted(writer, before + 3);
        }
        awaitCommitted(writer, writer.committed() + 100);
      }

      OrdersComparison untouched = compare(postgres, journal);
      assertThat(untouched.differences()).isEmpty();
      assertThat(untouched.upTo()).isGreaterThan(400);
      assertThat(untouched.rows()).isGreaterThan(300);

      spoil(
          postgres,
          "UPDATE orders SET total = total + 0.01 WHERE id = (SELECT max(id) FROM orders)");
      assertThat(compare(postgres, journal).differences()).hasSize(1);
      spoil(
          postgres,
          "DELETE FROM order_lines WHERE order_id = (SELECT min(order_id) FROM order_lines) AND line = 1");
      assertThat(compare(postgres, journal).differences()).hasSize(2);
    }
  }

  private static boolean isLogged(EmbeddedPostgres postgres, long number) throws SQLException {
    try (Connection connection = postgres.connect("orders");
        Statement statement = connection.createStatement()) {
      return OrderTransaction.isLogged(statement, number);
    }
  }

  private static void awaitCommitted(OrdersWriter writer, long number) {
    await().atMost(Duration.ofSeconds(60)).until(() -> writer.committed() >= number);
  }

  private static OrdersComparison compare(Postgres postgres, Path journal) throws SQLException {
    try (Connection copy = postgres.connect("orders")) {
      return OrdersComparison.of(journal, copy);
    }
  }

  private static void spoil(Postgres postgres, String sql) throws SQLException {
    try (Connection connection = postgres.connect("orders");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
