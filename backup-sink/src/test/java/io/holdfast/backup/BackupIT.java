package io.holdfast.backup;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.backup.chain.DamagedChainException;
import io.holdfast.backup.chain.StoredChain;
import io.holdfast.backup.config.BackupConfig;
import io.holdfast.backup.domain.Lsn;
import io.holdfast.backup.domain.RestoreTarget;
import io.holdfast.backup.domain.TableName;
import io.holdfast.backup.kafka.Clients;
import io.holdfast.backup.restore.RestoreReport;
import io.holdfast.records.Commit;
import io.holdfast.records.ObjectKind;
import io.holdfast.records.RestorePointKind;
import io.holdfast.runtime.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

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

  @RegisterExtension final BackedDatabase db = new BackedDatabase(SCHEMA, "a", "b");

  @Test
  void aMixedWorkloadIsRestoredAsTheBarrierSawIt() throws Exception {
    // Given
    db.run(
        "INSERT INTO orders SELECT i, 'c' || i % 7, repeat(md5(i::text), 200), i * 1.5, now() FROM generate_series(1, 500) i");
    db.run("INSERT INTO log SELECT 'before ' || i % 3, 'epoch' FROM generate_series(1, 9) i");
    db.run("INSERT INTO \"Wei\"\"rd Name\" VALUES (1, 'é\t\\ \n😀', NULL), (2, '', 'x')");
    db.run("INSERT INTO counted (v) SELECT i FROM generate_series(1, 5) i");

    try (RunningBackup backup = db.start()) {
      db.awaitBase();
      // When
      db.run(
          "UPDATE orders SET amount = amount + 1 WHERE id % 3 = 0"); // note: unchanged, out of line
      db.run("UPDATE orders SET id = id + 1000 WHERE id <= 10");
      db.run("UPDATE orders SET customer = NULL WHERE id = 1001");
      db.run("DELETE FROM orders WHERE id % 50 = 0");
      db.run("BEGIN; INSERT INTO orders VALUES (7777, 'rolled back'); ROLLBACK");
      db.run("INSERT INTO orders VALUES (9999, 'c\tt\\N', E'\\\\N', 'NaN', 'infinity')");
      db.run("UPDATE \"Wei\"\"rd Name\" SET \"ü\" = 'ü2' WHERE \"A b\" = 1");
      db.run(
          "DELETE FROM log WHERE ctid IN (SELECT ctid FROM log WHERE line = 'before 1' LIMIT 2)");
      db.run("UPDATE log SET line = 'after' WHERE line = 'before 2'");
      db.run("TRUNCATE counted");
      db.run("INSERT INTO counted (v) VALUES (42)");
      db.run("CREATE ROLE \"after the base\" CONNECTION LIMIT 3");
      Backups.barrier(db.source(), "b1");
      db.run("DROP ROLE \"after the base\"");
      db.run("INSERT INTO orders VALUES (123456, 'after the barrier')");
      db.awaitBarrier("b1");

      // Then
      RestoreReport report = db.restore(db.points().barrier(Optional.of("b1")));
      assertThat(report.compared()).isEqualTo(4);
      assertThat(report.differences()).isEmpty();
      assertThat(
              db.restored(
                  "SELECT rolconnlimit::text FROM pg_roles WHERE rolname = 'after the base'"))
          .containsExactly("3");
      assertThat(backup.hasEnded()).isFalse();
    }
  }

  @Test
  void aBarrierIsNoTargetUntilAllOfItIsStored() throws Exception {
    try (RunningBackup backup = db.start()) {
      db.awaitBase();
      db.run("INSERT INTO orders VALUES (1, 'before')");
      String place =
          db.rows(
                  "SELECT pg_logical_emit_message(false, 'holdfast.barrier', 'half')"
                      + " || E'\\n' || pg_current_snapshot()")
              .get(0);
      db.run("INSERT INTO orders VALUES (2, 'after')");
      db.awaitEnd();
      assertThatThrownBy(() -> db.points().barrier(Optional.of("half")))
          .isInstanceOf(NoSuchElementException.class)
          .hasMessageContaining("no whole barrier half");

      // When its last message comes, in a later segment
      db.run(
          "SELECT pg_logical_emit_message(false, 'holdfast.barrier-state', E'half\\n%s')"
              .formatted(place));
      db.awaitBarrier("half");

      // Then
      db.restore(db.points().barrier(Optional.empty()));
      assertThat(db.restored("SELECT customer FROM public.orders")).containsExactly("before");
    }
  }

  @Test
  void aBarrierWithMoreSequencesThanAMessageHoldsIsWhole() throws Exception {
    // Given: 400 KiB of them
    String sequences =
        "DO $$ BEGIN FOR i IN 1..5000 LOOP EXECUTE format('CREATE SEQUENCE %I', 'counts_' || i || repeat('_', 50)); END LOOP; END $$;";
    db.run(sequences);
    Files.writeString(db.directory().resolve("schema.sql"), SCHEMA + sequences);
    try (RunningBackup backup = db.start()) {
      db.awaitBase();
      Backups.point(db.source(), "before");
      db.run("SELECT setval(oid::regclass, 7) FROM pg_class WHERE relkind = 'S'");

      // When
      Backups.barrier(db.source(), "many");
      db.awaitBarrier("many");
      db.restore(db.points().barrier(Optional.of("many")));
    }

    // Then
    assertThat(db.restored("SELECT count(*)::text FROM pg_sequences WHERE last_value = 7"))
        .containsExactly("5001");
    // what the barrier saw was not so at the point, though no transaction lies between
    db.restore(db.points().named("before"));
    assertThat(db.restored("SELECT count(*)::text FROM pg_sequences WHERE last_value = 7"))
        .containsExactly("0");
  }

  @Test
  void largeObjectsAreThoseOfTheBarrier() throws Exception {
    String all = "SELECT oid || ' ' || md5(lo_get(oid)) FROM pg_largeobject_metadata ORDER BY 1";
    db.run("SELECT lo_from_bytea(4711, decode(repeat('00ff', 50000), 'hex')), lo_create(4710)");
    try (RunningBackup backup = db.start("base.object-size=100KiB")) {
      // Given
      db.awaitBase();

      // When
      db.run("SELECT lo_put(4711, 0, 'other'), lo_from_bytea(4712, 'second')");
      Backups.barrier(db.source(), "both");
      db.awaitBarrier("both");
      await().atMost(60, SECONDS).until(() -> db.bases() == 2);
      List<String> both = db.rows(all);
      db.run("SELECT lo_unlink(oid) FROM pg_largeobject_metadata");
      Backups.barrier(db.source(), "none");
      db.awaitBarrier("none");

      // Then
      db.restore(db.points().barrier(Optional.of("both")));
      assertThat(both).hasSize(3);
      assertThat(largeObjectPieces()).isGreaterThan(1);
      assertThat(db.restored(all)).isEqualTo(both);
      db.restore(db.points().barrier(Optional.of("none")));
      assertThat(db.restored(all)).isEmpty();
      db.restore(new RestoreTarget.End());
      assertThat(db.restored(all)).isEmpty();
      long beforeTheBase = db.chain().base().getLastCommittedAtMicros() - 1;
      assertThatThrownBy(() -> db.restore(new RestoreTarget.Time(beforeTheBase)))
          .isInstanceOf(NoSuchElementException.class)
          .hasMessageContaining("begins after the target");
    }
  }

  private long largeObjectPieces() throws IOException {
    return db.chain().base().getObjects().stream()
        .filter(object -> object.getKind() == ObjectKind.LARGE_OBJECTS)
        .count();
  }

  @Test
  void aCarelessTruncateIsUndoneByARestoreToJustBeforeIt() throws Exception {
    // Given
    try (RunningBackup backup = db.start()) {
      db.awaitBase();
      db.run("INSERT INTO orders SELECT i, 'c', NULL, i, now() FROM generate_series(1, 100) i");
      List<String> before = db.rows("SELECT orders::text FROM orders ORDER BY id");
      db.run("TRUNCATE orders");
      db.run("INSERT INTO orders VALUES (1, 'too late')");
      db.awaitPoint(RestorePointKind.TRUNCATE, "public.orders");

      // When
      db.restore(db.points().beforeTruncateOf(ORDERS));

      // Then
      assertThat(db.restored("SELECT orders::text FROM public.orders ORDER BY id"))
          .isEqualTo(before);
      assertThatThrownBy(() -> db.points().beforeTruncateOf(new TableName("public", "nosuch")))
          .isInstanceOf(NoSuchElementException.class)
          .hasMessageContaining("no TRUNCATE of public.nosuch, but of public.orders");
      assertThat(
              db.restore(new RestoreTarget.BeforeLsn(db.chain().newest().getFirst().getCommitLsn()))
                  .pastEnd())
          .isFalse();
    }
    for (RestoreTarget beyond :
        List.of(new RestoreTarget.Time(Long.MAX_VALUE), new RestoreTarget.BeforeLsn(-1))) {
      assertThat(db.restore(beyond).pastEnd()).as(beyond.toString()).isTrue();
    }
    assertThat(db.restore(new RestoreTarget.End()).pastEnd()).isFalse();
  }

  @Test
  void aProcessThatIsStartedAgainGoesOnWhereTheLastOneStopped() throws Exception {
    // Given
    try (RunningBackup first = db.start()) {
      db.awaitBase();
      db.run("INSERT INTO orders SELECT i FROM generate_series(1, 10) i");
      db.awaitTransactions(1);
    }
    db.run("INSERT INTO orders SELECT i FROM generate_series(11, 20) i");

    // When
    try (RunningBackup second = db.start()) {
      db.run("INSERT INTO orders SELECT i FROM generate_series(21, 30) i");
      db.awaitTransactions(3);
    }

    // Then
    assertThat(db.backups().chains()).hasSize(1);
    db.restore(new RestoreTarget.End());
    assertThat(db.restored("SELECT id::text FROM public.orders ORDER BY id")).hasSize(30);
  }

  @Test
  void aStoreThatWasAwayIsCaughtUp() throws Exception {
    // Given
    try (RunningBackup backup = db.start()) {
      db.awaitBase();
      Path a = db.directory().resolve("a");
      Path away = db.directory().resolve("away");
      Files.move(a, away);
      db.run("INSERT INTO orders SELECT i FROM generate_series(1, 10) i");
      db.awaitTransactions(1);
      db.run("INSERT INTO orders SELECT i FROM generate_series(11, 20) i");
      db.awaitTransactions(2);

      // When
      Files.move(away, a);

      // Then
      Backups onlyA = Backups.of(db.name(), Map.of("a", "file:" + a));
      await().atMost(30, SECONDS).until(() -> onlyA.chain(Optional.empty()).transactions() == 2);
      await().atMost(30, SECONDS).until(() -> db.backups().verify(Optional.empty()).isWhole());
    }
  }

  @Test
  void aBarrierAmongWritesIsWhatItSaw() throws Exception {
    // Given: transactions that are open for a while, beside each other
    AtomicBoolean stopped = new AtomicBoolean();
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    List<RestoreReport> reports = new ArrayList<>();
    try (RunningBackup backup = db.start()) {
      db.awaitBase();
      db.run("INSERT INTO orders SELECT i, 'c', NULL, 100 FROM generate_series(1, 50) i");
      for (int writer = 0; writer < 4; writer++) {
        int from = writer;
        writers.add(CompletableFuture.runAsync(() -> moveAmounts(from, stopped)));
      }

      // When
      for (int i = 0; i < 5; i++) {
        long before = db.chain().transactions();
        db.awaitTransactions(before + 20);
        Backups.barrier(db.source(), "among " + i);
        db.awaitBarrier("among " + i);
      }
      stopped.set(true);
      writers.forEach(CompletableFuture::join);
      db.awaitEnd();
    }
    for (int i = 0; i < 5; i++) {
      reports.add(db.restore(db.points().barrier(Optional.of("among " + i))));
      assertThat(db.restored("SELECT sum(amount)::text FROM public.orders"))
          .containsExactly("5000.00");
    }

    // Then
    assertThat(reports).allSatisfy(report -> assertThat(report.compared()).isPositive());
    assertThat(reports).extracting(RestoreReport::transactions).isSorted().doesNotHaveDuplicates();
  }

  /** Takes from one order and gives to another, with a pause between. */
  private void moveAmounts(int from, AtomicBoolean stopped) {
    try (Connection connection = db.servers().postgres().connect(db.name());
        Statement statement = connection.createStatement()) {
      for (int i = 0; !stopped.get(); i++) {
        int one = 1 + from + 4 * (i % 12);
        int other = 1 + from + 4 * ((i + 1) % 12);
        statement.execute(
            "BEGIN; UPDATE orders SET amount = amount - 1 WHERE id = %d; SELECT pg_sleep(0.003); UPDATE orders SET amount = amount + 1 WHERE id = %d; COMMIT"
                .formatted(one, other));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aConsumerGoesOnAtTheOffsetOfARestoreWithoutALossOrADouble() throws Exception {
    // Given
    try (RunningBackup backup = db.start()) {
      db.awaitBase();
      for (int i = 1; i <= 20; i++) {
        db.run("INSERT INTO orders VALUES (%d)".formatted(i));
        if (i == 7) {
          Backups.point(db.source(), "seven");
        }
      }
      db.awaitTransactions(20);
    }

    // When
    RestoreReport report = db.restore(db.points().named("seven"));

    // Then
    assertThat(db.restored("SELECT count(*)::text FROM public.orders")).containsExactly("7");
    assertThat(endsFrom(report.nextOffset()))
        .filteredOn(end -> Long.compareUnsigned(end, report.lsn()) > 0)
        .hasSize(13);
    assertThat(endsFrom(0))
        .filteredOn(end -> Long.compareUnsigned(end, report.lsn()) <= 0)
        .hasSize(7);
  }

  /** Ends of the transactions in the changes topic from an offset on, as a consumer reads them. */
  private List<Long> endsFrom(long offset) {
    List<String> settings =
        db.arguments("mock://backup").stream().filter(word -> !word.equals("--set")).toList();
    BackupConfig config = Configuration.of(BackupConfig.class).set(settings).load().value();
    var changes = config.topics().changes(config.database());
    var partition = new TopicPartition(changes.name(), 0);
    List<Long> ends = new ArrayList<>();
    try (var consumer =
        new Clients(config.kafka(), config.registry()).committed(changes, "restored")) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, offset);
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        for (var record : consumer.poll(Duration.ofMillis(200))) {
          if (record.value() instanceof Commit commit) {
            ends.add(commit.getKey().getEndLsn());
          }
        }
      }
    }
    return ends;
  }

  @Test
  void aFlippedByteIsFoundAndTheGoodStoreIsUsed() throws Exception {
    // Given
    try (RunningBackup backup = db.start()) {
      db.awaitBase();
      db.run("INSERT INTO orders SELECT i FROM generate_series(1, 10) i");
      db.awaitTransactions(1);
    }
    assertThat(db.backups().verify(Optional.empty()).isWhole()).isTrue();

    // When
    StoredChain chain = db.chain();
    String segment = chain.newest().getObjects().get(0).getName();
    flip(db.directory().resolve("a").resolve(db.name()).resolve(chain.id()).resolve(segment));

    // Then
    assertThat(db.backups().verify(Optional.empty()).findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.store()).isEqualTo("a");
              assertThat(finding.object()).isEqualTo(segment);
            });
    db.restore(new RestoreTarget.End());
    assertThat(db.restored("SELECT id::text FROM public.orders")).hasSize(10);

    // and where no store is good, what is lost and what is left is said, and can be had
    flip(db.directory().resolve("b").resolve(db.name()).resolve(chain.id()).resolve(segment));
    String first = Lsn.format(chain.newest().getFirst().getCommitLsn());
    assertThatThrownBy(() -> db.restore(new RestoreTarget.End()))
        .isInstanceOf(DamagedChainException.class)
        .hasMessageContaining("no store has a good copy of " + segment)
        .hasMessageContaining("lost are 1 transactions, from " + first)
        .hasMessageContaining("what comes before can: --before-lsn " + first);
    db.restore(new RestoreTarget.BeforeLsn(chain.newest().getFirst().getCommitLsn()));
    assertThat(db.restored("SELECT id::text FROM public.orders")).isEmpty();

    // and of a base
    String piece =
        chain.base().getObjects().stream()
            .filter(object -> object.getKind() == ObjectKind.TABLE)
            .findFirst()
            .orElseThrow()
            .getName();
    for (String store : List.of("a", "b")) {
      flip(db.directory().resolve(store).resolve(db.name()).resolve(chain.id()).resolve(piece));
    }
    assertThatThrownBy(
            () -> db.restore(new RestoreTarget.BeforeLsn(chain.newest().getFirst().getCommitLsn())))
        .isInstanceOf(DamagedChainException.class)
        .hasMessageContaining("no store has a good copy of " + piece)
        .hasMessageContaining("lost are rows of table public.")
        .hasMessageContaining("the other tables can be restored: --table");
  }

  private static void flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }
}
