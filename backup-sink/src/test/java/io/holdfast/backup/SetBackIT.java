package io.holdfast.backup;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.backup.domain.RestoreTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The source is set back to an earlier state of its disk: the same cluster, on the same timeline.
 */
class SetBackIT {

  @RegisterExtension
  final BackedDatabase db = BackedDatabase.alone("CREATE TABLE orders (id int PRIMARY KEY)", "a");

  @Test
  void aSourceThatIsSetBackEndsTheChainAndANewOneBegins() throws Exception {
    try (RunningBackup backup = db.start()) {
      // Given
      keepTheEarlier();
      db.run("INSERT INTO orders SELECT generate_series(2, 20000)");
      db.awaitTransactions(2);

      // When
      setBack();
      db.run("INSERT INTO orders VALUES (-1)");
      await().atMost(120, SECONDS).until(() -> db.backups().chains().size() == 2);
      db.run("INSERT INTO orders VALUES (-2)");
      db.awaitTransactions(1);
    }

    // Then
    assertThat(db.backups().chains().get(0).newest().getReason())
        .startsWith("the source's log ends at ")
        .endsWith(": the source was set back to an earlier state");
    db.restore(new RestoreTarget.End());
    assertThat(db.restored("SELECT o.id::text FROM public.orders o ORDER BY o.id"))
        .containsExactly("-2", "-1", "1");
  }

  @Test
  void aSourceThatWasSetBackAndHasPassedTheEndOfTheTopicIsNoticedToo() throws Exception {
    try (RunningBackup backup = db.start()) {
      // Given
      keepTheEarlier();
      db.run("INSERT INTO orders SELECT generate_series(2, 2000)");
      db.awaitTransactions(2);
    }
    setBack();
    db.run("INSERT INTO orders VALUES (-1)");
    db.run("INSERT INTO orders SELECT generate_series(-20000, -2)");

    // When
    try (RunningBackup backup = db.start()) {
      await().atMost(120, SECONDS).until(() -> db.backups().chains().size() == 2);
    }

    // Then
    assertThat(db.backups().chains().get(0).newest().getReason())
        .startsWith("the source sent commit ")
        .endsWith(": it was set back to an earlier state");
    db.restore(new RestoreTarget.End());
    assertThat(db.restored("SELECT count(*)::text FROM public.orders")).containsExactly("20001");
  }

  /** With one row, and all of it in the chain. */
  private void keepTheEarlier() throws Exception {
    db.awaitBase();
    db.run("INSERT INTO orders VALUES (1)");
    db.awaitTransactions(1);
    db.servers().postgres().stop();
    copy(data(), data().resolveSibling("earlier"));
    db.servers().postgres().start();
  }

  private void setBack() throws Exception {
    db.servers().postgres().stop();
    Files.move(data(), data().resolveSibling("later"));
    Files.move(data().resolveSibling("earlier"), data());
    db.servers().postgres().start();
  }

  private Path data() {
    return db.servers().directory().resolve("postgres").resolve("data");
  }

  private static void copy(Path from, Path to) throws IOException, InterruptedException {
    Process cp = new ProcessBuilder("cp", "-a", from.toString(), to.toString()).start();
    assertThat(cp.waitFor()).isZero();
  }
}
