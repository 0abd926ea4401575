package io.holdfast.backup;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.backup.chain.StoredChain;
import io.holdfast.backup.domain.RestoreTarget;
import io.holdfast.runtime.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What ends a chain is said in its last manifest, and another chain begins. */
class ChainEndIT {

  private static final String SCHEMA =
      """
      CREATE TABLE orders (id bigint PRIMARY KEY, pad text);
      CREATE TABLE counted (id serial PRIMARY KEY, v int);
      """;

  private static final String CREATING_A_SLOT =
      "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'CREATE_REPLICATION_SLOT%' AND state = 'active'";

  private static final String TRIGGERS =
      "SELECT quote_ident(evtname) FROM pg_event_trigger WHERE evtenabled = 'A'";

  @RegisterExtension final BackedDatabase db = new BackedDatabase(SCHEMA, "a", "b");

  @Test
  void aSlotThatVanishedEndsTheChainAndANewOneBegins() throws Exception {
    // Given
    try (RunningBackup first = db.start()) {
      db.awaitBase();
    }
    db.dropSlot();
    db.run("INSERT INTO orders VALUES (1)");

    // When
    try (RunningBackup second = db.start()) {
      await().atMost(60, SECONDS).until(() -> db.backups().chains().size() == 2);
    }

    // Then
    StoredChain ended = db.backups().chains().get(0);
    assertThat(ended.newest().getReason())
        .isEqualTo("replication slot holdfast_" + db.name() + " is gone");
    db.restore(new RestoreTarget.End());
    assertThat(db.restored("SELECT id::text FROM public.orders")).containsExactly("1");
  }

  @Test
  void whenKafkaWasLostTheChainIsEndedInWordsAndAnotherBegins() throws Exception {
    // Given
    try (RunningBackup first = db.start()) {
      db.awaitBase();
      db.run("INSERT INTO orders VALUES (1)");
      db.awaitTransactions(1);
    }
    long manifests = db.chain().manifests().size();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", db.servers().bootstrapServers()))) {
      String prefix = "holdfast.";
      admin
          .deleteTopics(List.of(prefix + "changes." + db.name(), prefix + "manifests." + db.name()))
          .all()
          .get();
    }

    // When
    try (RunningBackup second = db.start()) {
      await().atMost(120, SECONDS).until(() -> db.backups().chains().size() == 2);
      db.run("INSERT INTO orders VALUES (2)");
      db.awaitTransactions(1);
    }

    // Then
    StoredChain ended = db.backups().chains().get(0);
    assertThat(ended.newest().getNumber()).isEqualTo(manifests + 1);
    assertThat(ended.newest().getReason()).endsWith("was deleted and made again");
    assertThat(db.backups().verify(Optional.of(ended.id())).findings()).isEmpty();
    db.restore(new RestoreTarget.End());
    assertThat(db.restored("SELECT id::text FROM public.orders ORDER BY id"))
        .containsExactly("1", "2");
  }

  @Test
  void whenTheTopicIsMadeAgainUnderARunningBackupTheChainIsEndedAndAnotherBegins()
      throws Exception {
    try (RunningBackup backup = db.start()) {
      // Given
      db.awaitBase();
      for (int i = 1; i <= 20; i++) {
        db.run("INSERT INTO orders VALUES (%d)".formatted(i));
      }
      db.awaitTransactions(20);

      // When
      String topic = "holdfast.changes." + db.name();
      try (Admin admin =
          Admin.create(Map.of("bootstrap.servers", db.servers().bootstrapServers()))) {
        admin.deleteTopics(List.of(topic)).all().get();
        await().atMost(30, SECONDS).until(() -> !admin.listTopics().names().get().contains(topic));
        admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
      }
      for (int i = 21; i <= 40; i++) {
        db.run("INSERT INTO orders VALUES (%d)".formatted(i));
      }
      await().atMost(120, SECONDS).until(() -> db.backups().chains().size() == 2);
      db.run("INSERT INTO orders VALUES (41)");
      db.awaitEnd();
    }

    // Then
    StoredChain ended = db.backups().chains().get(0);
    assertThat(ended.newest().getReason()).isNotEmpty();
    assertThat(db.backups().verify(Optional.of(ended.id())).findings()).isEmpty();
    db.restore(new RestoreTarget.End());
    assertThat(db.restored("SELECT id::text FROM public.orders")).hasSize(41);
  }

  @Test
  void whenTheRetentionOfTheTopicPassedTheChainIsEndedInWordsAndAnotherBegins() throws Exception {
    // Given: what capture wrote while no sink ran, and nobody has any more
    try (RunningBackup first = db.start()) {
      db.awaitBase();
      db.run("INSERT INTO orders VALUES (1)");
      db.awaitTransactions(1);
    }
    try (RunningBackup captureOnly = db.start("roles=[capture]")) {
      db.run("INSERT INTO orders VALUES (2)");
      String end = db.rows("SELECT pg_current_wal_insert_lsn()::text").get(0);
      String confirmed =
          "SELECT 1 FROM pg_replication_slots WHERE slot_name = 'holdfast_%s' AND confirmed_flush_lsn >= '%s'"
              .formatted(db.name(), end);
      await().atMost(60, SECONDS).until(() -> !db.rows(confirmed).isEmpty());
    }
    db.deleteChanges(-1);

    // When
    try (RunningBackup second = db.start()) {
      await().atMost(120, SECONDS).until(() -> db.backups().chains().size() == 2);
      db.run("INSERT INTO orders VALUES (3)");
      db.awaitTransactions(1);
    }

    // Then
    StoredChain ended = db.backups().chains().get(0);
    assertThat(ended.newest().getReason()).endsWith("its retention passed while the sink was away");
    assertThat(ended.transactions()).isEqualTo(1);
    db.restore(new RestoreTarget.End());
    assertThat(db.restored("SELECT id::text FROM public.orders ORDER BY id"))
        .containsExactly("1", "2", "3");
  }

  @Test
  void aNewBaseIsTakenWhenSomebodyAsksForIt() throws Exception {
    try (RunningBackup backup = db.start()) {
      // Given
      db.awaitBase();
      db.run("INSERT INTO orders VALUES (1)");
      db.awaitTransactions(1);

      // When: while the slot waits for a transaction that then wants a table for itself
      try (Connection writer = db.servers().postgres().connect(db.name());
          Statement statement = writer.createStatement()) {
        writer.setAutoCommit(false);
        statement.execute("SET lock_timeout = '20s'");
        statement.execute("INSERT INTO counted (v) VALUES (1)");
        Backups.askForNewBase(db.source(), "a migration is over");
        await().atMost(60, SECONDS).until(() -> !db.rows(CREATING_A_SLOT).isEmpty());
        statement.execute("TRUNCATE counted");
        writer.commit();
      }

      // Then
      await().atMost(90, SECONDS).until(() -> db.backups().chains().size() == 2);
      db.run("INSERT INTO orders VALUES (2)");
      db.awaitTransactions(1);
      db.restore(new RestoreTarget.End());
      assertThat(db.restored("SELECT id::text FROM public.orders ORDER BY id"))
          .containsExactly("1", "2");
      assertThat(db.backups().chains().get(0).newest().getReason())
          .isEqualTo("a new base was asked for: a migration is over");
    }
  }

  @Test
  void whatWasReadBeforeANewBaseWasAskedForIsInTheChainThatEnds() throws Exception {
    try (RunningBackup backup = db.start("sink.segment-age=10m")) {
      db.awaitBase();
      db.run("INSERT INTO orders VALUES (1)");
      Backups.askForNewBase(db.source(), "in the middle of a segment");
      await().atMost(90, SECONDS).until(() -> db.backups().chains().size() == 2);

      assertThat(db.backups().chains().get(0).transactions()).isEqualTo(1);
    }
  }

  @Test
  void aPublicationThatIsGoneEndsTheChainAndANewOneBegins() throws Exception {
    try (RunningBackup backup = db.start()) {
      db.awaitBase();
      db.run("INSERT INTO orders VALUES (1)");
      db.awaitTransactions(1);

      // When
      db.run("DROP PUBLICATION holdfast; INSERT INTO orders VALUES (2)");
      await().atMost(90, SECONDS).until(() -> db.backups().chains().size() == 2);
      db.run("INSERT INTO orders VALUES (3)");
      db.awaitTransactions(1);

      // Then
      assertThat(db.backups().chains().get(0).newest().getReason())
          .isEqualTo("publication holdfast is gone: changes may be missing from the log");
      db.restore(new RestoreTarget.End());
      assertThat(db.restored("SELECT id::text FROM public.orders ORDER BY id"))
          .containsExactly("1", "2", "3");
    }
  }

  @Test
  void aPublicationThatLeavesSomethingOutEndsTheChainAndTheProcess() throws Exception {
    try (RunningBackup backup = db.start()) {
      db.awaitBase();
      db.run("ALTER PUBLICATION holdfast SET (publish = 'insert, update, delete')");

      assertThat(backup.awaitEnd()).isEqualTo(ExitCode.FAILED);
      assertThat(db.chain().newest().getReason())
          .isEqualTo(
              "publication holdfast leaves something out: changes may be missing from the log");
    }
  }

  @Test
  void eventTriggersThatAreDroppedOrDisabledEndTheChainAndANewOneMakesThemAgain() throws Exception {
    // Given: they go while it runs
    try (RunningBackup backup = db.start()) {
      db.awaitBase();
      db.run("DROP EVENT TRIGGER " + db.rows(TRIGGERS).get(0));
      await().atMost(90, SECONDS).until(() -> db.backups().chains().size() == 2);
      assertThat(db.rows(TRIGGERS)).hasSize(5);
    }

    // When: and while it does not
    db.run("ALTER EVENT TRIGGER " + db.rows(TRIGGERS).get(0) + " DISABLE");
    try (RunningBackup backup = db.start()) {
      await().atMost(90, SECONDS).until(() -> db.backups().chains().size() == 3);
      db.run("ALTER TABLE orders ADD COLUMN more text; INSERT INTO orders VALUES (1, 'a', 'b')");
      db.awaitTransactions(1);
      db.run("DROP SCHEMA holdfast CASCADE");
      await().atMost(90, SECONDS).until(() -> db.backups().chains().size() == 4);
    }

    // Then
    assertThat(db.backups().chains().subList(0, 3))
        .extracting(chain -> chain.newest().getReason())
        .containsOnly(
            "event triggers of the backup were dropped or disabled: DDL may be missing from the log");
  }

  @Test
  void aMessageOfTheBackupThatIsTooLongEndsTheChainInWords() throws Exception {
    try (RunningBackup backup = db.start()) {
      db.awaitBase();
      db.run("SELECT pg_logical_emit_message(false, 'holdfast.point', repeat('x', 600000))");

      await().atMost(90, SECONDS).until(() -> db.backups().chains().size() == 2);
      assertThat(db.backups().chains().get(0).newest().getReason())
          .isEqualTo(
              "a message holdfast.point has 600000 bytes, and 524288 are the most that is taken: emit it in parts");
    }
  }

  @Test
  void aBaseThatFailsWhileCaptureStreamsIsTakenAgain() throws Exception {
    db.run(
        "INSERT INTO orders SELECT i, repeat(md5(i::text), 20) FROM generate_series(1, 200000) i");
    Path a = db.directory().resolve("a");
    Path away = db.directory().resolve("away");
    try (RunningBackup backup = db.start("sink.min-stores=2")) {
      // Given: a store that goes away while the first table is copied
      await().atMost(60, SECONDS).until(() -> holdsSchema(a));
      Files.move(a, away);
      Path b = db.directory().resolve("b").resolve(db.name());
      await().atMost(60, SECONDS).until(() -> backup.hasEnded() || attempts(b) > 1);

      // When
      Files.move(away, a);

      // Then
      db.awaitBase();
      assertThat(backup.hasEnded()).isFalse();
    }
  }

  /** Each begins a chain. */
  private static long attempts(Path database) throws IOException {
    try (Stream<Path> chains = Files.list(database)) {
      return chains.count();
    }
  }

  private static boolean holdsSchema(Path store) throws IOException {
    if (!Files.isDirectory(store)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(store)) {
      return files.anyMatch(file -> file.endsWith("schema/sequences.copy"));
    }
  }
}
