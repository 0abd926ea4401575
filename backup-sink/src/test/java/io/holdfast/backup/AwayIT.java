package io.holdfast.backup;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.backup.chain.StoredChain;
import io.holdfast.backup.postgres.Database;
import io.holdfast.backup.restore.RestoreProgress;
import io.holdfast.backup.restore.RestoreReport;
import io.holdfast.backup.restore.RestoreRequest;
import io.holdfast.records.RestorePointKind;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the backup needs goes away for a while, and comes back: it goes on by itself, with the same
 * chain.
 */
class AwayIT {

  private static final String SCHEMA = "CREATE TABLE orders (id int PRIMARY KEY)";

  @TempDir Path directory;
  private Map<String, String> urls;

  @Test
  void afterTheDatabaseAndTheBrokerWereAwayNothingIsMissing() throws Exception {
    try (Sandbox sandbox = Sandbox.start(Part.BROKER, Part.POSTGRES)) {
      // Given
      sandbox.postgres().createDatabase("orders");
      run(sandbox, SCHEMA);
      urls = Map.of("a", "file:" + directory.resolve("a"));
      Path schema = Files.writeString(directory.resolve("schema.sql"), SCHEMA);
      try (RunningBackup backup = RunningBackup.start(sandbox, schema, urls)) {
        await().atMost(90, SECONDS).ignoreExceptions().until(() -> !backups().chains().isEmpty());
        insert(sandbox, 1, 100);
        awaitTransactions(1);

        // When
        sandbox.postgres().kill();
        sandbox.postgres().start();
        insert(sandbox, 101, 200);
        awaitTransactions(2);
        sandbox.broker().stop();
        insert(sandbox, 201, 300);
        sandbox.broker().start();
        insert(sandbox, 301, 400);
        awaitTransactions(4);
        Backups.barrier(source(sandbox), "end");
        awaitBarrier();

        // Then
        assertThat(backup.hasEnded()).isFalse();
        assertThat(backups().chains()).hasSize(1);
        RestoreReport report = restore(sandbox);
        assertThat(report.differences()).isEmpty();
        assertThat(report.rows()).isEqualTo(400);
      }
    }
  }

  private static void insert(Sandbox sandbox, int from, int to) throws SQLException {
    run(sandbox, "INSERT INTO orders SELECT generate_series(%d, %d)".formatted(from, to));
  }

  private void awaitTransactions(long count) {
    await().atMost(120, SECONDS).until(() -> chain().transactions() >= count);
  }

  private void awaitBarrier() {
    await()
        .atMost(60, SECONDS)
        .until(
            () ->
                chain().restorePoints().stream()
                    .anyMatch(point -> point.getKind() == RestorePointKind.BARRIER));
  }

  private StoredChain chain() throws IOException {
    return backups().chain(Optional.empty());
  }

  private Backups backups() {
    return Backups.of("orders", urls);
  }

  private RestoreReport restore(Sandbox sandbox) throws Exception {
    Path spool = directory.resolve("spool");
    Database into =
        new Database(
            sandbox.postgres().jdbcUrl("restored"),
            sandbox.postgres().user(),
            sandbox.postgres().password());
    return backups()
        .restore(
            new RestoreRequest(
                Optional.empty(),
                backups().points(chain(), spool).barrier(Optional.empty()),
                Set.of(),
                into,
                2,
                spool),
            RestoreProgress.silent());
  }

  private static Database source(Sandbox sandbox) {
    return new Database(
        sandbox.postgres().jdbcUrl("orders"),
        sandbox.postgres().user(),
        sandbox.postgres().password());
  }

  private static void run(Sandbox sandbox, String sql) throws SQLException {
    try (Connection connection = sandbox.postgres().connect("orders");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
