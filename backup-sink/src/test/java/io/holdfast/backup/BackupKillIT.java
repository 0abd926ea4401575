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
import io.holdfast.sandbox.ChildProcess;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The backup as a process of its own, killed in the middle. `-Dfaults.rounds=N` kills more often.
 */
class BackupKillIT {

  private static final int ROUNDS = Integer.getInteger("faults.rounds", 4);
  private static final String SCHEMA =
      "CREATE TABLE orders (id bigint PRIMARY KEY, v int, pad text)";

  @TempDir Path directory;
  private final AtomicLong committed = new AtomicLong();
  private final AtomicBoolean writing = new AtomicBoolean(true);
  private Map<String, String> urls;

  @Test
  void howeverOftenTheProcessIsKilledNothingIsLostOrDoubled() throws Exception {
    long seed = Long.getLong("faults.seed", System.nanoTime());
    System.out.println("seed " + seed);
    try (Sandbox sandbox = Sandbox.start(Part.BROKER, Part.REGISTRY, Part.POSTGRES)) {
      sandbox.postgres().createDatabase("orders");
      run(sandbox, SCHEMA);
      urls = Map.of("a", "file:" + directory.resolve("a"), "b", "file:" + directory.resolve("b"));
      Path schema = Files.writeString(directory.resolve("schema.sql"), SCHEMA);
      List<String> arguments =
          RunningBackup.arguments(sandbox, sandbox.registryUrl(), schema, urls);

      // Given
      Random random = new Random(seed);
      ChildProcess process = start(arguments, 0);
      awaitBase();
      CompletableFuture<Void> writer =
          CompletableFuture.runAsync(() -> write(sandbox, new Random(seed)));

      // When
      for (int round = 1; round <= ROUNDS; round++) {
        long until = transactions() + 1 + random.nextInt(200);
        await().atMost(60, SECONDS).until(() -> transactions() >= until);
        process.kill();
        process = start(arguments, round);
      }
      writing.set(false);
      writer.get(30, SECONDS);
      Backups.barrier(source(sandbox), "end");
      awaitBarrier();
      process.terminate(Duration.ofSeconds(20));

      // Then
      StoredChain chain = backups().chain(Optional.empty());
      assertThat(backups().chains()).hasSize(1);
      assertThat(chain.transactions()).isEqualTo(committed.get());
      RestoreReport report = restore(sandbox, chain);
      assertThat(report.compared()).isEqualTo(1);
      assertThat(report.differences()).isEmpty();
      assertThat(backups().verify(Optional.empty()).findings()).isEmpty();
    }
  }

  private ChildProcess start(List<String> arguments, int round) {
    return ChildProcess.java(Main.class.getName())
        .jvmOptions("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
        .arguments(arguments.toArray(String[]::new))
        .start("backup " + round, directory.resolve("backup-" + round + ".log"));
  }

  /**
   * One transaction after another: small ones, some large, updates, deletes, now and then an
   * emptied table.
   */
  private void write(Sandbox sandbox, Random random) {
    try (Connection connection = sandbox.postgres().connect("orders");
        Statement statement = connection.createStatement()) {
      for (long i = 0; writing.get(); i++) {
        statement.execute(statementOf(random, i));
        committed.incrementAndGet();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String statementOf(Random random, long i) {
    switch (random.nextInt(40)) {
      case 0:
        return "INSERT INTO orders SELECT %d * 10000 + g, g, repeat('x', 300) FROM generate_series(1, 3000) g"
            .formatted(i + 1);
      case 1:
        return "TRUNCATE orders";
      case 2:
      case 3:
        // one row, always: an update that finds none would not be a transaction of the log
        return "INSERT INTO orders VALUES (0, %d) ON CONFLICT (id) DO UPDATE SET v = excluded.v"
            .formatted(i);
      default:
        return "INSERT INTO orders VALUES (%d * 10000, %d)".formatted(i + 1, random.nextInt());
    }
  }

  private void awaitBase() {
    await().atMost(120, SECONDS).ignoreExceptions().until(() -> !backups().chains().isEmpty());
  }

  private void awaitBarrier() {
    await()
        .atMost(120, SECONDS)
        .until(
            () ->
                backups().chain(Optional.empty()).restorePoints().stream()
                    .anyMatch(point -> point.getKind() == RestorePointKind.BARRIER));
  }

  private long transactions() throws IOException {
    return backups().chain(Optional.empty()).transactions();
  }

  private Backups backups() {
    return Backups.of("orders", urls);
  }

  private RestoreReport restore(Sandbox sandbox, StoredChain chain) throws Exception {
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
                backups().points(chain, spool).barrier(Optional.empty()),
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
