package io.holdfast.backup;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.backup.restore.RestoreReport;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the backup needs goes away for a while, and comes back: it goes on by itself, with the same
 * chain, unless the source would suffer.
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

  private void insert(int from, int to) throws SQLException {
    db.run("INSERT INTO orders SELECT generate_series(%d, %d)".formatted(from, to));
  }
}
