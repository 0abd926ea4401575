package io.holdfast.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartsIT {

  @TempDir Path directory;

  @Test
  void theRegistryKnowsItsSchemasAgainAfterAKill() throws Exception {
    try (var registry = new Registry(directory)) {
      registry.start();
      String registered =
          http(
              HttpRequest.newBuilder(URI.create(registry.url() + "/subjects/s-value/versions"))
                  .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                  .POST(HttpRequest.BodyPublishers.ofString("{\"schema\": \"\\\"string\\\"\"}")));
      assertThat(registered).isEqualTo("{\"id\":1}");

      registry.process().kill();
      registry.start();

      assertThat(http(HttpRequest.newBuilder(URI.create(registry.url() + "/schemas/ids/1"))))
          .contains("\\\"string\\\"");
    }
  }

  private static String http(HttpRequest.Builder request) throws Exception {
    return HttpClient.newHttpClient()
        .send(request.build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void postgresDecodesLogicallyAndKeepsWhatWasCommittedBeforeAKill() throws Exception {
    try (var postgres = new EmbeddedPostgres(directory, Map.of())) {
      postgres.start();
      postgres.createDatabase("orders");
      try (Connection connection = postgres.connect("orders");
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE orders (id int PRIMARY KEY)");
        statement.execute("SELECT pg_create_logical_replication_slot('s', 'pgoutput')");
        statement.execute("INSERT INTO orders VALUES (7)");
      }

      postgres.kill();
      postgres.start();

      assertThat(value(postgres, "SELECT id FROM orders")).isEqualTo("7");
      assertThat(value(postgres, "SELECT wal_status FROM pg_replication_slots"))
          .isEqualTo("reserved");
      assertThat(value(postgres, "SHOW wal_level")).isEqualTo("logical");
      assertThat(value(postgres, "SHOW fsync")).isEqualTo("on");
      assertThat(value(postgres, "SHOW max_slot_wal_keep_size")).isEqualTo("1GB");
    }
  }

  private static String value(Postgres postgres, String query) throws SQLException {
    try (Connection connection = postgres.connect("orders");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      assertThat(result.next()).isTrue();
      return result.getString(1);
    }
  }
}
