package io.holdfast.backup;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.backup.chain.DamagedChainException;
import io.holdfast.backup.chain.StoredChain;
import io.holdfast.backup.domain.Lsn;
import io.holdfast.backup.domain.RestoreTarget;
import io.holdfast.backup.domain.TableName;
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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way: PostgreSQL, capture, Kafka, sink, two stores, restore. */
class BackupIT {

  private static final String SCHEMA =
      """
      CREATE TABLE orders (id bigint PRIMARY KEY, customer text, note text, amount numeric(12, 2), at timestamptz);
      CREATE TABLE "Wei""rd Name" ("A b" int, "ü" text, "select" text, PRIMARY KEY ("ü", "A b"));
      CREATE TABLE log (line text, at timestamptz DEFAULT now());
      ALTER TABLE log REPLICA IDENTITY FULL;
      CREATE TABLE counted (id serial PRIMARY KEY, v int);
      """;

  private static final TableName ORDERS = new TableName("public", "orders");

  @TempDir Path directory;
  private Sandbox sandbox;
  private Path schema;
  private Map<String, String> urls;
  private int restores;

  @BeforeEach
  void start() throws Exception {
    sandbox = Sandbox.start(Part.BROKER, Part.POSTGRES);
    sandbox.postgres().createDatabase("orders");
    schema = Files.writeString(directory.resolve("schema.sql"), SCHEMA);
    run(SCHEMA);
    urls = Map.of("a", "file:" + directory.resolve("a"), "b", "file:" + directory.resolve("b"));
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  void aMixedWorkloadIsRestoredAsTheBarrierSawIt() throws Exception {
    // Given
    run(
        "INSERT INTO orders SELECT i, 'c' || i % 7, repeat(md5(i::text), 200), i * 1.5, now() FROM generate_series(1, 500) i");
    run("INSERT INTO log SELECT 'before ' || i % 3, 'epoch' FROM generate_series(1, 9) i");
    run("INSERT INTO \"Wei\"\"rd Name\" VALUES (1, 'é\t\\ \n😀', NULL), (2, '', 'x')");
    run("INSERT INTO counted (v) SELECT i FROM generate_series(1, 5) i");

    try (RunningBackup backup = RunningBackup.start(sandbox, schema, urls)) {
      awaitBase();
      // When
      run("UPDATE orders SET amount = amount + 1 WHERE id % 3 = 0"); // note: unchanged, out of line
      run("UPDATE orders SET id = id + 1000 WHERE id <= 10");
      run("UPDATE orders SET customer = NULL WHERE id = 1001");
      run("DELETE FROM orders WHERE id % 50 = 0");
      run("BEGIN; INSERT INTO orders VALUES (7777, 'rolled back'); ROLLBACK");
      run("INSERT INTO orders VALUES (9999, 'c\tt\\N', E'\\\\N', 'NaN', 'infinity')");
      run("UPDATE \"Wei\"\"rd Name\" SET \"ü\" = 'ü2' WHERE \"A b\" = 1");
      run("DELETE FROM log WHERE ctid IN (SELECT ctid FROM log WHERE line = 'before 1' LIMIT 2)");
      run("UPDATE log SET line = 'after' WHERE line = 'before 2'");
      run("TRUNCATE counted");
      run("INSERT INTO counted (v) VALUES (42)");
      Backups.barrier(source(), "b1");
      run("INSERT INTO orders VALUES (123456, 'after the barrier')");
      awaitPoint(RestorePointKind.BARRIER, "b1");

      // Then
      RestoreReport report = restore(points().barrier(Optional.of("b1")));
      assertThat(report.compared()).isEqualTo(4);
      assertThat(report.differences()).isEmpty();
      assertThat(backup.hasEnded()).isFalse();
    }
  }

  @Test
  void aCarelessTruncateIsUndoneByARestoreToJustBeforeIt() throws Exception {
    // Given
    try (RunningBackup backup = RunningBackup.start(sandbox, schema, urls)) {
      awaitBase();
      run("INSERT INTO orders SELECT i, 'c', NULL, i, now() FROM generate_series(1, 100) i");
      List<String> before = rows("orders", "SELECT orders::text FROM orders ORDER BY id");
      run("TRUNCATE orders");
      run("INSERT INTO orders VALUES (1, 'too late')");
      awaitPoint(RestorePointKind.TRUNCATE, "public.orders");

      // When
      restore(points().beforeTruncateOf(ORDERS));

      // Then
      assertThat(rows("restored" + restores, "SELECT orders::text FROM public.orders ORDER BY id"))
          .isEqualTo(before);
    }
  }

  @Test
  void aProcessThatIsStartedAgainGoesOnWhereTheLastOneStopped() throws Exception {
    // Given
    try (RunningBackup first = RunningBackup.start(sandbox, schema, urls)) {
      awaitBase();
      run("INSERT INTO orders SELECT i FROM generate_series(1, 10) i");
      awaitTransactions(1);
    }
    run("INSERT INTO orders SELECT i FROM generate_series(11, 20) i");

    // When
    try (RunningBackup second = RunningBackup.start(sandbox, schema, urls)) {
      run("INSERT INTO orders SELECT i FROM generate_series(21, 30) i");
      awaitTransactions(3);
    }

    // Then
    assertThat(backups().chains()).hasSize(1);
    restore(new RestoreTarget.End());
    assertThat(rows("restored" + restores, "SELECT id::text FROM public.orders ORDER BY id"))
        .hasSize(30);
  }

  @Test
  void aStoreThatWasAwayIsCaughtUp() throws Exception {
    // Given
    try (RunningBackup backup = RunningBackup.start(sandbox, schema, urls)) {
      awaitBase();
      Path a = directory.resolve("a");
      Path away = directory.resolve("away");
      Files.move(a, away);
      run("INSERT INTO orders SELECT i FROM generate_series(1, 10) i");
      awaitTransactions(1);
      run("INSERT INTO orders SELECT i FROM generate_series(11, 20) i");
      awaitTransactions(2);

      // When
      Files.move(away, a);

      // Then
      Backups onlyA = Backups.of("orders", Map.of("a", "file:" + a));
      await().atMost(30, SECONDS).until(() -> onlyA.chain(Optional.empty()).transactions() == 2);
      await().atMost(30, SECONDS).until(() -> backups().verify(Optional.empty()).isWhole());
    }
  }

  @Test
  void aFlippedByteIsFoundAndTheGoodStoreIsUsed() throws Exception {
    // Given
    try (RunningBackup backup = RunningBackup.start(sandbox, schema, urls)) {
      awaitBase();
      run("INSERT INTO orders SELECT i FROM generate_series(1, 10) i");
      awaitTransactions(1);
    }
    assertThat(backups().verify(Optional.empty()).isWhole()).isTrue();

    // When
    StoredChain chain = backups().chain(Optional.empty());
    String segment = chain.newest().getObjects().get(0).getName();
    flip(directory.resolve("a").resolve("orders").resolve(chain.id()).resolve(segment));

    // Then
    assertThat(backups().verify(Optional.empty()).findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.store()).isEqualTo("a");
              assertThat(finding.object()).isEqualTo(segment);
            });
    restore(new RestoreTarget.End());
    assertThat(rows("restored" + restores, "SELECT id::text FROM public.orders")).hasSize(10);

    // and where no store is good, what is lost and what is left is said, and can be had
    flip(directory.resolve("b").resolve("orders").resolve(chain.id()).resolve(segment));
    String first = Lsn.format(chain.newest().getFirst().getCommitLsn());
    assertThatThrownBy(() -> restore(new RestoreTarget.End()))
        .isInstanceOf(DamagedChainException.class)
        .hasMessageContaining("no store has a good copy of " + segment)
        .hasMessageContaining("lost are 1 transactions, from " + first)
        .hasMessageContaining("what comes before can: --before-lsn " + first);
    restore(new RestoreTarget.BeforeLsn(chain.newest().getFirst().getCommitLsn()));
    assertThat(rows("restored" + restores, "SELECT id::text FROM public.orders")).isEmpty();
  }

  @Test
  void aSlotThatVanishedEndsTheChainAndANewOneBegins() throws Exception {
    // Given
    try (RunningBackup first = RunningBackup.start(sandbox, schema, urls)) {
      awaitBase();
    }
    run("SELECT pg_drop_replication_slot('holdfast_orders')");
    run("INSERT INTO orders VALUES (1)");

    // When
    try (RunningBackup second = RunningBackup.start(sandbox, schema, urls)) {
      await().atMost(60, SECONDS).until(() -> backups().chains().size() == 2);
    }

    // Then
    StoredChain ended = backups().chains().get(0);
    assertThat(ended.newest().getReason()).isEqualTo("replication slot holdfast_orders is gone");
    restore(new RestoreTarget.End());
    assertThat(rows("restored" + restores, "SELECT id::text FROM public.orders"))
        .containsExactly("1");
  }

  @Test
  void aNewBaseIsTakenWhenSomebodyAsksForIt() throws Exception {
    try (RunningBackup backup = RunningBackup.start(sandbox, schema, urls)) {
      // Given
      awaitBase();
      run("INSERT INTO orders VALUES (1)");
      awaitTransactions(1);

      // When
      Backups.askForNewBase(source(), "a migration is over");

      // Then
      await().atMost(90, SECONDS).until(() -> backups().chains().size() == 2);
      run("INSERT INTO orders VALUES (2)");
      awaitTransactions(1);
      restore(new RestoreTarget.End());
      assertThat(rows("restored" + restores, "SELECT id::text FROM public.orders ORDER BY id"))
          .containsExactly("1", "2");
      assertThat(backups().chains().get(0).newest().getReason())
          .isEqualTo("a new base was asked for: a migration is over");
    }
  }

  private static void flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  private Backups backups() {
    return Backups.of("orders", urls);
  }

  private io.holdfast.backup.restore.RestorePoints points() throws IOException {
    return backups().points(backups().chain(Optional.empty()), directory.resolve("spool"));
  }

  private void awaitBase() {
    await().atMost(90, SECONDS).ignoreExceptions().until(() -> !backups().chains().isEmpty());
  }

  private void awaitTransactions(long count) {
    await()
        .atMost(60, SECONDS)
        .until(() -> backups().chain(Optional.empty()).transactions() >= count);
  }

  private void awaitPoint(RestorePointKind kind, String label) {
    await()
        .atMost(60, SECONDS)
        .until(
            () ->
                backups().chain(Optional.empty()).restorePoints().stream()
                    .anyMatch(point -> point.getKind() == kind && point.getLabel().equals(label)));
  }

  private RestoreReport restore(RestoreTarget target) throws Exception {
    restores++;
    Database into =
        new Database(
            sandbox.postgres().jdbcUrl("restored" + restores),
            sandbox.postgres().user(),
            sandbox.postgres().password());
    return backups()
        .restore(
            new RestoreRequest(
                Optional.empty(), target, Set.of(), into, 2, directory.resolve("spool")),
            RestoreProgress.silent());
  }

  private Database source() {
    return new Database(
        sandbox.postgres().jdbcUrl("orders"),
        sandbox.postgres().user(),
        sandbox.postgres().password());
  }

  private void run(String sql) throws SQLException {
    try (Connection connection = sandbox.postgres().connect("orders");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> rows(String database, String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = sandbox.postgres().connect(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        rows.add(row.getString(1));
      }
    }
    return rows;
  }
}
