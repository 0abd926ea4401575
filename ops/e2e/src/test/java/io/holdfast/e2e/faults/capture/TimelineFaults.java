package io.holdfast.e2e.faults.capture;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.backup.domain.RestoreTarget;
import io.holdfast.backup.postgres.Database;
import io.holdfast.sandbox.ChildProcess;
import io.holdfast.sandbox.DebianPostgres;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.Sandbox;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A standby that lacks the newest transactions is promoted. Its log says other things at positions
 * that the topic has passed: what it sends must never be taken for a continuation.
 */
class TimelineFaults {

  @TempDir Path directory;

  @BeforeEach
  void onlyWhereDebiansServerIsInstalled() {
    assumeTrue(DebianPostgres.isInstalled(), "PostgreSQL 15 of Debian is not installed");
  }

  @Test
  void aPromotedStandbyEndsTheChainEvenWhereItsPositionsWouldFit() throws Exception {
    try (Sandbox sandbox = Sandbox.start(Part.BROKER, Part.REGISTRY);
        var primary = DebianPostgres.primary(directory.resolve("primary"), Map.of());
        BackedDatabase backed =
            new BackedDatabase(
                sandbox,
                BackedDatabase.on(primary),
                directory,
                "CREATE TABLE t (id int PRIMARY KEY)")) {
      // Given: the standby stops, and what the primary does then is captured
      ChildProcess process = backed.start();
      backed.awaitBase();
      backed.run("INSERT INTO t SELECT generate_series(1, 100)");
      var standby = DebianPostgres.standbyOf(primary, directory.resolve("standby"));
      try (standby) {
        Database promoted = BackedDatabase.on(standby).named("orders");
        await().atMost(60, SECONDS).until(() -> ids(promoted).size() == 100);
        standby.kill();
        backed.run("INSERT INTO t SELECT generate_series(101, 20000)");
        backed.barrier(backed.source());
        process.terminate(Duration.ofSeconds(30));
        primary.kill();

        // When: it is promoted with a slot of the same name, below the end of the topic
        standby.start();
        standby.promote();
        backed.at(promoted);
        backed.run(
            "SELECT pg_create_logical_replication_slot('holdfast_orders', 'pgoutput'); INSERT INTO t VALUES (-1)");
        process = backed.start();
        await().atMost(180, SECONDS).until(() -> backed.backups().chains().size() == 2);

        // Then
        assertThat(backed.backups().chains().get(0).newest().getReason())
            .isEqualTo("the cluster is on timeline 2 and the chain on timeline 1");
        backed.run("INSERT INTO t VALUES (-2)");
        String barrier = backed.barrier(promoted);
        process.terminate(Duration.ofSeconds(30));
        backed.restoreAndCompare(barrier);
        assertThat(ids(backed.restore(new RestoreTarget.End()))).hasSize(102).contains(-1, -2);
      }
    }
  }

  private static List<Integer> ids(Database database) throws SQLException {
    List<Integer> ids = new ArrayList<>();
    try (Connection connection = BackedDatabase.open(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT id FROM public.t ORDER BY id")) {
      while (row.next()) {
        ids.add(row.getInt(1));
      }
    }
    return ids;
  }
}
