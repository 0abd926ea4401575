package io.holdfast.backup;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.backup.chain.StoredChain;
import io.holdfast.backup.restore.RestoreReport;
import io.holdfast.sandbox.ChildProcess;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.Sandbox;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The backup as a process of its own, killed in the middle. `-Dfaults.rounds=N` kills more often.
 */
class BackupKillIT {

  private static final int ROUNDS = Integer.getInteger("faults.rounds", 2);

  /** The exit code of a process that a named point ended. */
  private static final int KILLED = 137;

  private static final String SCHEMA =
      "CREATE TABLE orders (id bigint PRIMARY KEY, v int, pad text)";

  @RegisterExtension final BackedDatabase db = new BackedDatabase(SCHEMA, "a", "b");
  private final AtomicLong committed = new AtomicLong();
  private final AtomicBoolean writing = new AtomicBoolean(true);

  @Test
  void howeverOftenTheProcessIsKilledNothingIsLostOrDoubled() throws Exception {
    long seed = Long.getLong("faults.seed", System.nanoTime());
    System.out.println("seed " + seed);
    try (Sandbox registry = Sandbox.start(Part.REGISTRY)) {
      List<String> arguments = db.arguments(registry.registryUrl());

      // Given
      Random random = new Random(seed);
      ChildProcess process = start(arguments, 0);
      db.awaitBase();
      CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> write(new Random(seed)));

      // When
      for (int round = 1; round <= ROUNDS; round++) {
        long until = transactions() + 1 + random.nextInt(200);
        await().atMost(60, SECONDS).until(() -> transactions() >= until);
        process.kill();
        process = start(arguments, round);
      }
      writing.set(false);
      writer.get(30, SECONDS);
      Backups.barrier(db.source(), "end");
      db.awaitBarrier("end");
      process.terminate(Duration.ofSeconds(20));

      // Then
      StoredChain chain = db.chain();
      assertThat(db.backups().chains()).hasSize(1);
      assertThat(chain.transactions()).isEqualTo(committed.get());
      RestoreReport report = db.restore(db.points().barrier(Optional.empty()));
      assertThat(report.compared()).isEqualTo(1);
      assertThat(report.differences()).isEmpty();
      assertThat(db.backups().verify(Optional.empty()).findings()).isEmpty();
    }
  }

  @Test
  void theWishForANewBaseIsHeardAgain() throws Exception {
    try (Sandbox registry = Sandbox.start(Part.REGISTRY)) {
      // Given: the wish is read with a row, and the segment of both is decided at once
      List<String> arguments = db.arguments(registry.registryUrl(), "sink.segment-age=1h");
      ChildProcess process = start(arguments, 0, "-Dholdfast.fault=SEGMENT_DECIDED:1");
      db.awaitBase();

      // When
      db.run("INSERT INTO orders VALUES (1)");
      Backups.askForNewBase(db.source(), "killed");
      assertThat(process.awaitExit(Duration.ofSeconds(60))).isEqualTo(KILLED);
      ChildProcess next = start(arguments, 1);

      // Then
      await().atMost(60, SECONDS).until(() -> db.backups().chains().size() == 2);
      next.terminate(Duration.ofSeconds(20));
      assertThat(db.backups().chains().get(0).newest().getReason())
          .isEqualTo("a new base was asked for: killed");
    }
  }

  private ChildProcess start(List<String> arguments, int round, String... jvmOptions) {
    return ChildProcess.java(Main.class.getName())
        .jvmOptions("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
        .jvmOptions(jvmOptions)
        .arguments(arguments.toArray(String[]::new))
        .start("backup " + round, db.directory().resolve("backup-" + round + ".log"));
  }

  /**
   * One transaction after another: small ones, some large, updates, deletes, now and then an
   * emptied table.
   */
  private void write(Random random) {
    try (Connection connection = db.servers().postgres().connect(db.name());
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

  private long transactions() throws IOException {
    return db.chain().transactions();
  }
}
