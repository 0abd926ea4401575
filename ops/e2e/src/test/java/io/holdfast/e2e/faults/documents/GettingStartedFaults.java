package io.holdfast.e2e.faults.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.e2e.faults.documents.Machines.Answer;
import io.holdfast.e2e.faults.documents.Page.Block;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.Postgres;
import io.holdfast.sandbox.Sandbox;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Does what the page "getting started on three machines" says, block by block: writes its files,
 * starts its processes, types its commands, pulls its plug. What a comment behind a command names
 * must come.
 *
 * <p>Not done: carrying jars over, unpacking Kafka, and starting the registry, which is the
 * sandbox's.
 */
class GettingStartedFaults {

  private static final Path PAGE = Path.of("..", "docs", "getting-started.md");
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private Sandbox sandbox;
  private Machines machines;

  @Test
  void whatThePageSaysComesTrue() throws Exception {
    try (var parts = Sandbox.start(Part.REGISTRY, Part.POSTGRES);
        var three = new Machines(parts)) {
      sandbox = parts;
      machines = three;
      haveDatabase();
      for (Block block : Page.blocks(PAGE)) {
        turn(block.prose());
        take(block);
      }

      assertThat(rows("orders_restored")).isEqualTo(rows("orders")).isEqualTo(3);
      assertThat(answer(machines.page("/api/decisions")))
          .as("the console's decisions")
          .contains("FAILOVER");
    }
  }

  /** What the page says in words between its blocks. */
  private void turn(String prose) throws IOException, InterruptedException {
    if (prose.contains("\nPull it.")) {
      machines.pullPlug("two");
    }
    if (prose.contains("\nPut it in again")) {
      assertThat(answer(machines.web())).as("web-1, not on two").contains("Directory listing");
      machines.putPlugIn("two");
    }
  }

  private void take(Block block) throws IOException, SQLException {
    if (!block.path().isEmpty()) {
      machines.write(block.path(), block.machines(), block.text());
    } else if (block.language().equals("sql")) {
      execute("orders", block.text());
    } else if (block.machines().isEmpty()) {
      block.text().lines().forEach(this::answers);
    } else {
      for (String machine : block.machines()) {
        block.text().lines().forEach(line -> machines.type(machine, line));
      }
    }
  }

  /** A command ends with 0 and names what its comment names; at once or soon. */
  private void answers(String line) {
    String command = line.replaceFirst("\\s+# .*", "");
    List<String> named =
        line.equals(command) ? List.of() : List.of(line.replaceFirst(".* # ", "").split(", "));
    await(line)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              Answer answer = machines.holdfast(command);
              assertThat(answer.exitCode()).as(answer.out()).isZero();
              assertThat(named).allSatisfy(one -> assertThat(answer.out()).contains(one));
            });
  }

  private void haveDatabase() throws IOException, SQLException {
    sandbox.postgres().createDatabase("orders");
    String table = "CREATE TABLE orders (id int PRIMARY KEY, what text)";
    execute("orders", table);
    execute("orders", "INSERT INTO orders VALUES (1, 'nails'), (2, 'planks'), (3, 'glue')");
    machines.haveSchema(table);
  }

  private void execute(String database, String statements) throws SQLException {
    Postgres postgres = sandbox.postgres();
    try (Connection connection = postgres.connect(database);
        Statement statement = connection.createStatement()) {
      for (String one : statements.split(";\\s*")) {
        statement.execute(one);
      }
    }
  }

  private int rows(String database) throws SQLException {
    try (Connection connection = sandbox.postgres().connect(database);
        Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("SELECT count(*) FROM orders")) {
      count.next();
      return count.getInt(1);
    }
  }

  private static String answer(URI address) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
        .body();
  }
}
