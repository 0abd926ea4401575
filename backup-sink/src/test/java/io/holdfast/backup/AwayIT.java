package io.holdfast.backup;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.backup.domain.RestoreTarget;
import io.holdfast.backup.restore.RestoreReport;
import io.holdfast.records.ManifestKind;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the backup needs goes away for a while, and comes back: it goes on by itself, with the same
 * chain, unless the source would suffer. What is gone for good ends the chain in words.
 */
class AwayIT {

  private static final String SLOTS = "SELECT slot_name FROM pg_replication_slots";

  @RegisterExtension
  final BackedDatabase db = BackedDatabase.alone("CREATE TABLE orders (id int PRIMARY KEY)", "a");

  @Test
  void afterTheDatabaseAndTheBrokerWereAwayNothingIsMissing() throws Exception {
    // Given
    try (RunningBackup backup = db.start()) {
      db.awaitBase();
      insert(1, 100);
      db.awaitTransactions(1);

      // When
      db.servers().postgres().kill();
      db.servers().postgres().start();
      insert(101, 200);
      db.awaitTransactions(2);
      db.servers().broker().stop();
      insert(201, 300);
      db.servers().broker().start();
      insert(301, 400);
      db.awaitTransactions(4);
      Backups.barrier(db.source(), "end");
      db.awaitBarrier("end");

      // Then
      assertThat(backup.hasEnded()).isFalse();
      assertThat(db.backups().chains()).hasSize(1);
      RestoreReport report = db.restore(db.points().barrier(Optional.empty()));
      assertThat(report.differences()).isEmpty();
      assertThat(report.rows()).isEqualTo(400);
    }
  }

  @Test
  void aSlotThatHoldsBackTooMuchIsDroppedThoughTheBrokerIsAwayFromTheStart() throws Exception {
    // Given
    try (RunningBackup backup = db.start()) {
      db.awaitBase();
    }
    db.servers().broker().stop();
    for (int i = 0; i < 3; i++) {
      db.run("CREATE TABLE filler AS SELECT generate_series(1, 100000) AS i; DROP TABLE filler");
    }

    // When
    try (RunningBackup backup = db.start("source.retained-wal=4MiB")) {
      await().atMost(60, SECONDS).until(() -> db.rows(SLOTS).isEmpty());
      db.servers().broker().start();
      await().atMost(120, SECONDS).until(() -> db.backups().chains().size() == 2);
    }

    // Then
    assertThat(db.backups().chains().get(0).newest().getReason())
        .contains("held back")
        .endsWith("more than source.retained-wal=4MiB: it was dropped");
  }

  @Test
  void whenTheRetentionOfTheTopicPassedTheDescriptionOfATableTheChainIsEndedInWords()
      throws Exception {
    // Given: a session of capture that described the table once, before what the topic still holds;
    // much DDL in any database of the server would have it described again
    try (RunningBackup first = db.start()) {
      db.awaitBase();
    }
    try (RunningBackup captureOnly = db.start("roles=[capture]")) {
      try (RunningBackup sinkOnly = db.start("roles=[sink]")) {
        db.run("INSERT INTO orders VALUES (1)");
        db.awaitTransactions(1);
      }
      db.deleteChanges(db.chain().newest().getNextOffset());
      db.run("INSERT INTO orders VALUES (2)");

      // When
      try (RunningBackup sinkOnly = db.start("roles=[sink]")) {
        await().atMost(60, SECONDS).until(() -> db.chain().newest().getKind() == ManifestKind.END);
      }
    }
    try (RunningBackup second = db.start()) {
      await().atMost(120, SECONDS).until(() -> db.backups().chains().size() == 2);
    }

    // Then
    assertThat(db.backups().chains().get(0).newest().getReason())
        .startsWith("a change is of relation")
        .endsWith(
            "the retention of topic holdfast.changes." + db.name() + " removed its description");
    db.restore(new RestoreTarget.End());
    assertThat(db.restored("SELECT id::text FROM public.orders ORDER BY id"))
        .containsExactly("1", "2");
  }

  private void insert(int from, int to) throws SQLException {
    db.run("INSERT INTO orders SELECT generate_series(%d, %d)".formatted(from, to));
  }
}
