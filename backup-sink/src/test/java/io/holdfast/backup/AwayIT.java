package io.holdfast.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.backup.restore.RestoreReport;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the backup needs goes away for a while, and comes back: it goes on by itself, with the same
 * chain.
 */
class AwayIT {

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

  private void insert(int from, int to) throws SQLException {
    db.run("INSERT INTO orders SELECT generate_series(%d, %d)".formatted(from, to));
  }
}
