package io.holdfast.e2e.faults.capture;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.backup.chain.StoredChain;
import io.holdfast.sandbox.ChildProcess;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.Sandbox;
import io.holdfast.sandbox.SandboxPlan;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A slot that cannot be gone on with ends the chain in words; the next one begins by itself. */
class SlotFaults {

  private static final String SLOT = "holdfast_orders";

  @TempDir Path directory;
  private Sandbox sandbox;
  private BackedDatabase backed;

  @BeforeEach
  void start() throws Exception {
    sandbox =
        Sandbox.start(
            SandboxPlan.of(Part.BROKER, Part.REGISTRY, Part.POSTGRES)
                .withBrokerProcess()
                .withPostgresSetting("max_slot_wal_keep_size", "64MB")
                .withPostgresSetting("min_wal_size", "32MB")
                .withPostgresSetting("max_wal_size", "32MB"));
    backed =
        new BackedDatabase(
            sandbox,
            BackedDatabase.superuser(sandbox),
            directory,
            "CREATE TABLE t (id serial PRIMARY KEY, v text); CREATE TABLE filling (v text); ALTER TABLE filling REPLICA IDENTITY FULL; ALTER TABLE filling ALTER v SET STORAGE EXTERNAL;");
  }

  @AfterEach
  void stop() {
    backed.close();
    sandbox.close();
  }

  @Test
  void aSlotThatVanished() throws Exception {
    firstChainThen("SELECT pg_drop_replication_slot('" + SLOT + "')");

    assertThat(endOfFirstChain()).isEqualTo("replication slot holdfast_orders is gone");
  }

  @Test
  void aSlotThatWasOvertakenByAnotherReader() throws Exception {
    firstChainThen(
        "INSERT INTO t (v) VALUES ('read by somebody else')",
        "SELECT pg_replication_slot_advance('" + SLOT + "', pg_current_wal_lsn())");

    assertThat(endOfFirstChain()).contains("was confirmed up to").contains("but the topic ends at");
  }

  @Test
  void aSlotThatTheServerInvalidated() throws Exception {
    firstChainThen("SELECT 1");
    for (int i = 0; i < 60 && !"lost".equals(status()); i++) {
      fill();
      backed.run("SELECT pg_switch_wal(); CHECKPOINT");
    }
    assertThat(status()).isEqualTo("lost");

    assertThat(endOfFirstChain()).contains("was invalidated");
  }

  @Test
  void aSlotThatHoldsBackMoreThanItMayIsDroppedWhileKafkaIsAway() throws Exception {
    // Given
    backed.set("source.retained-wal", "16MiB");
    ChildProcess process = backed.start();
    backed.awaitBase();
    sandbox.brokerProcess().suspend();

    // When
    for (int i = 0; i < 30 && status() != null; i++) {
      fill();
    }

    // Then
    await().atMost(180, SECONDS).until(() -> status() == null);
    sandbox.brokerProcess().resume();
    await().atMost(180, SECONDS).until(() -> backed.backups().chains().size() == 2);
    assertThat(backed.backups().chains().get(0).newest().getReason())
        .contains("held back")
        .contains("source.retained-wal");
    process.terminate(Duration.ofSeconds(30));
  }

  /**
   * @param whileItIsStopped commands, each a transaction of its own
   */
  private void firstChainThen(String... whileItIsStopped) throws Exception {
    ChildProcess process = backed.start();
    backed.awaitBase();
    backed.run("INSERT INTO t (v) VALUES ('in the first chain')");
    await().atMost(60, SECONDS).until(() -> backed.chain().transactions() == 1);
    process.terminate(Duration.ofSeconds(30));
    for (String sql : whileItIsStopped) {
      backed.run(sql);
    }
  }

  /** Starts again, and gives the reason with which the first chain ended once there is a second. */
  private String endOfFirstChain() throws Exception {
    backed.run("INSERT INTO t (v) VALUES ('between the chains')");
    ChildProcess process = backed.start();
    await().atMost(180, SECONDS).until(() -> backed.backups().chains().size() == 2);
    String barrier = backed.barrier(backed.source());
    process.terminate(Duration.ofSeconds(30));
    backed.restoreAndCompare(barrier);
    StoredChain first = backed.backups().chains().get(0);
    return first.newest().getReason();
  }

  private void fill() throws SQLException {
    backed.run(
        "INSERT INTO filling SELECT repeat(md5(random()::text), 100) FROM generate_series(1, 2000)");
  }

  /** What the server says of the slot; null when it is gone. */
  private String status() throws SQLException {
    try (Connection connection = BackedDatabase.open(backed.source());
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT wal_status FROM pg_replication_slots WHERE slot_name = '" + SLOT + "'")) {
      return row.next() ? row.getString(1) : null;
    }
  }
}
