package io.holdfast.e2e.faults.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.backup.postgres.Database;
import io.holdfast.sandbox.ChildProcess;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.Sandbox;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transactions of a million rows, and values of 256 MB. */
class SizeFaults {

  private static final int MEGABYTES = 256;

  @TempDir Path directory;

  @Test
  void aTransactionOfAMillionRowsIsCapturedAndSunkIn384Megabytes() throws Exception {
    try (Sandbox sandbox = Sandbox.start(Part.BROKER, Part.REGISTRY, Part.POSTGRES);
        BackedDatabase backed = backed(sandbox)) {
      ChildProcess process = backed.start("-Xmx384m");
      backed.awaitBase();

      backed.run(
          "INSERT INTO t SELECT g, md5(g::text) || repeat('x', 100), 0 FROM generate_series(1, 1000000) g");
      backed.run("UPDATE t SET v = v || 'y' WHERE id % 2 = 0");
      String barrier = backed.barrier(backed.source());

      assertThat(process.isAlive()).isTrue();
      process.terminate(Duration.ofSeconds(30));
      assertThat(backed.restoreAndCompare(barrier).rows()).isEqualTo(1_000_000);
      backed.drop(backed.restoreByCommand("-Xmx384m", "-XX:+UseSerialGC"));
    }
  }

  /**
   * A message of the server's is read as a whole, so the old generation has to have room for one;
   * the young one, which is a third by default, is told to be small.
   */
  @Test
  void aValueOf256MegabytesIsCapturedAndComesBackIn384Megabytes() throws Exception {
    try (Sandbox sandbox = Sandbox.start(Part.BROKER, Part.REGISTRY, Part.POSTGRES);
        BackedDatabase backed = backed(sandbox)) {
      ChildProcess process = backed.start("-Xmx384m", "-Xmn48m");
      backed.awaitBase();

      backed.run("INSERT INTO t SELECT 1, " + value("1") + ", 0");
      backed.run("UPDATE t SET w = 1"); // v: unchanged, out of line
      String barrier = backed.barrier(backed.source());

      assertThat(process.isAlive()).isTrue();
      process.terminate(Duration.ofSeconds(30));
      assertThat(barrier).isNotEmpty();
      assertThat(md5(backed.restoreByCommand("-Xmx384m"))).isEqualTo(md5(backed.source()));
    }
  }

  @Test
  void aValueOf256MegabytesIsInABaseAndInADeltaIn384Megabytes() throws Exception {
    try (Sandbox sandbox = Sandbox.start(Part.BROKER, Part.REGISTRY, Part.POSTGRES);
        BackedDatabase backed = backed(sandbox)) {
      backed.run("INSERT INTO t SELECT 1, " + value("1") + ", 0");
      backUp(backed);
      Database into = backed.restoreByCommand("-Xmx384m", "-XX:+UseSerialGC");
      assertThat(md5(into)).isEqualTo(md5(backed.source()));

      backed.run("UPDATE t SET v = " + value("2"));
      backUp(backed);
      BackedDatabase.Exit delta =
          backed.restore(into, "--delta", "-Xmx384m", "-XX:+UseSerialGC", "-Xmn48m");

      assertThat(delta.code()).as(delta.said()).isZero();
      assertThat(md5(into)).isEqualTo(md5(backed.source()));
    }
  }

  private BackedDatabase backed(Sandbox sandbox) throws Exception {
    return new BackedDatabase(
        sandbox,
        BackedDatabase.superuser(sandbox),
        directory,
        "CREATE TABLE t (id int PRIMARY KEY, v text, w int)");
  }

  /** Until all that the source holds is in the chain. */
  private static void backUp(BackedDatabase backed) throws Exception {
    ChildProcess process = backed.start("-Xmx384m", "-Xmn48m");
    backed.awaitBase();
    backed.barrier(backed.source());
    process.terminate(Duration.ofSeconds(30));
  }

  private static String value(String of) {
    return "repeat(md5('" + of + "'), " + MEGABYTES * (1 << 20) / 32 + ")";
  }

  private static String md5(Database database) throws SQLException {
    try (Connection connection = BackedDatabase.open(database);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT md5(v) || ' ' || length(v) || ' ' || w FROM public.t")) {
      row.next();
      return row.getString(1);
    }
  }
}
