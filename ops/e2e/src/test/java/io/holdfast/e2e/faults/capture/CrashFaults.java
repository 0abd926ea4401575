package io.holdfast.e2e.faults.capture;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.backup.Backups;
import io.holdfast.backup.domain.Lsn;
import io.holdfast.backup.domain.TableName;
import io.holdfast.backup.postgres.Database;
import io.holdfast.e2e.faults.Rounds;
import io.holdfast.sandbox.BrokerProcess;
import io.holdfast.sandbox.ChildProcess;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.Sandbox;
import io.holdfast.sandbox.SandboxPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever dies, and wherever: nothing is lost and nothing doubled. */
class CrashFaults {

  private static final List<String> OF_CAPTURE =
      List.of("SENT", "INSIDE_TRANSACTION", "ACKNOWLEDGED", "COMMITTED", "CONFIRMED");
  private static final List<String> OF_SINK =
      List.of("SEGMENT_STORED", "SEGMENT_DECIDED", "MANIFEST_STORED");
  private static final List<String> OF_BASE =
      List.of("SLOT_MADE", "CHAIN_OPENED", "TABLE_COPIED", "BASE_COPIED", "BASE_DECIDED");
  private static final List<String> OF_RESTORE =
      List.of("FOLDED", "SCHEMA_MADE", "TABLE_LOADED", "RESTORED");
  private static final List<String> OF_DELTA = List.of("DELTA_WRITTEN", "DELTA_COMMITTED");

  private static final String MUCH_MORE = "SELECT pg_current_wal_lsn() > pg_lsn '%s' + 1000000";

  /** The exit code of a process that a named point ended. */
  private static final int KILLED = 137;

  @TempDir Path directory;
  private Sandbox sandbox;
  private BackedDatabase backed;

  @BeforeEach
  void start() throws Exception {
    sandbox =
        Sandbox.start(
            SandboxPlan.of(Part.BROKER, Part.REGISTRY, Part.POSTGRES).withBrokerProcess());
    backed =
        new BackedDatabase(sandbox, BackedDatabase.superuser(sandbox), directory, Traffic.SCHEMA);
    try (ChildProcess first = backed.start()) {
      backed.awaitBase();
      first.terminate(Duration.ofSeconds(30));
    }
  }

  @AfterEach
  void stop() {
    backed.close();
    sandbox.close();
  }

  @Test
  void captureDiesAtEveryNamedPoint() {
    Rounds.orUsual(25)
        .play(
            "capture dies at a named point",
            seed -> {
              Random random = new Random(seed);
              String point = of(OF_CAPTURE, seed);
              int batch = List.of(1, 3, 17, 8192).get(random.nextInt(4));
              int times = 1 + random.nextInt(point.equals("SENT") ? 300 : 8);
              diesUnderTraffic(seed, point, times, "-Dholdfast.capture.batch=" + batch);
              goesOnAndIsTheSame(1);
            });
  }

  /** The server does not send again what was confirmed to it: Kafka has to have it. */
  @Test
  void captureIsKilledWhenTheServerHasHeard() {
    Rounds.orUsual(4)
        .play(
            "capture is killed, the server has heard",
            seed -> {
              ChildProcess process = backed.start("-Dholdfast.capture.batch=64");
              try (Traffic traffic = new Traffic(backed.source(), seed)) {
                int times = 1 + new Random(seed).nextInt(3);
                for (int i = 0; i < times; i++) {
                  String before = confirmed();
                  await()
                      .atMost(120, SECONDS)
                      .pollInterval(Duration.ofMillis(2))
                      .until(() -> !confirmed().equals(before));
                }
                process.kill();
                if (seed % 2 == 0) {
                  sandbox.postgres().kill();
                  sandbox.postgres().start();
                }
              }
              goesOnAndIsTheSame(1);
            });
  }

  /** What Kafka never read, it never acknowledged: the server has to send that again. */
  @Test
  void captureIsKilledWhileKafkaIsSilent() {
    Rounds.orUsual(3)
        .play(
            "capture is killed, Kafka is silent",
            seed -> {
              ChildProcess process = backed.start("-Dholdfast.capture.batch=64");
              long until = backed.chain().transactions() + 20;
              try (Traffic traffic = new Traffic(backed.source(), seed)) {
                await().atMost(120, SECONDS).until(() -> backed.chain().transactions() >= until);
                BrokerProcess broker = sandbox.brokerProcess();
                broker.suspend();
                try {
                  String written = ask("SELECT pg_current_wal_lsn()");
                  await()
                      .atMost(120, SECONDS)
                      .until(() -> ask(MUCH_MORE.formatted(written)).equals("t"));

                  assertThat(Lsn.parse(confirmed())).isLessThanOrEqualTo(Lsn.parse(written));
                  process.kill();
                } finally {
                  broker.kill();
                  broker.start();
                }
              }
              goesOnAndIsTheSame(1);
            });
  }

  /** What the server was told and has taken in. */
  private String confirmed() throws SQLException {
    return ask("SELECT confirmed_flush_lsn FROM pg_replication_slots");
  }

  private String ask(String query) throws SQLException {
    try (Connection connection = BackedDatabase.open(backed.source());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void sinkDiesAtEveryNamedPoint() {
    Rounds.orUsual(9)
        .play(
            "sink dies at a named point",
            seed -> {
              diesUnderTraffic(seed, of(OF_SINK, seed), 1 + new Random(seed).nextInt(8));
              goesOnAndIsTheSame(1);
            });
  }

  @Test
  void baseDiesAtEveryNamedPoint() {
    Rounds.orUsual(10)
        .play(
            "base dies at a named point",
            seed -> {
              int chains = backed.backups().chains().size();
              Backups.askForNewBase(backed.source(), "round " + seed);
              diesUnderTraffic(seed, of(OF_BASE, seed), 1);
              goesOnAndIsTheSame(chains + 1);
            });
  }

  @Test
  void baseIsKilledAtAnyTime() {
    Rounds.orUsual(6)
        .play(
            "base is killed",
            seed -> {
              int chains = backed.backups().chains().size();
              Backups.askForNewBase(backed.source(), "round " + seed);
              try (Traffic traffic = new Traffic(backed.source(), seed)) {
                ChildProcess process = backed.start();
                await()
                    .atMost(120, SECONDS)
                    .until(() -> Files.readString(backed.log()).contains("capture starts"));
                Thread.sleep(new Random(seed).nextInt(4_000)); // wherever it is by then
                process.kill();
              }
              goesOnAndIsTheSame(chains + 1);
            });
  }

  @Test
  void baseOfOneTableDies() {
    Rounds.orUsual(3)
        .play(
            "base of one table dies",
            seed -> {
              Backups.askForBaseOf(
                  backed.source(), new TableName("public", "keyed"), "round " + seed);
              diesUnderTraffic(seed, "TABLE_COPIED", 1);
              goesOnAndIsTheSame(1);
            });
  }

  @Test
  void restoreDiesAtEveryNamedPoint() {
    Rounds.orUsual(8)
        .play(
            "restore dies at a named point",
            seed -> {
              String point = of(OF_RESTORE, seed);
              write(seed);
              Database into = backed.target();

              assertThat(backed.restore(into, "--prove", fault(point, 1)).code()).isEqualTo(KILLED);
              if (!point.equals("FOLDED")) {
                BackedDatabase.Exit refused = backed.restore(into, "--prove");
                assertThat(refused.code()).as(refused.said()).isOne();
                assertThat(refused.said())
                    .contains("is not empty: restore into a new one, or drop it first");
                backed.drop(into);
              }
              BackedDatabase.Exit again = backed.restore(into, "--prove");

              assertThat(again.code()).as(again.said()).isZero();
              isTheSource(into);
            });
  }

  @Test
  void deltaDiesAtEveryNamedPoint() {
    Rounds.orUsual(4)
        .play(
            "delta dies at a named point",
            seed -> {
              write(seed);
              Database into = backed.restoreByCommand();
              backed.run("ALTER TABLE keyed ADD COLUMN c" + seed + " int DEFAULT 7");
              backed.run("CREATE TABLE made" + seed + " AS SELECT * FROM plant");
              write(-seed);

              assertThat(backed.restore(into, "--delta", fault(of(OF_DELTA, seed), 1)).code())
                  .isEqualTo(KILLED);
              BackedDatabase.Exit again = backed.restore(into, "--delta", "--prove");

              assertThat(again.code()).as(again.said()).isZero();
              isTheSource(into);
            });
  }

  @Test
  void anyoneIsKilledAtAnyTime() {
    Rounds.orUsual(10)
        .play(
            "someone is killed",
            seed -> {
              Random random = new Random(seed);
              ChildProcess process = backed.start("-Dholdfast.capture.batch=64");
              long until = backed.chain().transactions() + 1 + random.nextInt(50);
              try (Traffic traffic = new Traffic(backed.source(), seed)) {
                await().atMost(120, SECONDS).until(() -> backed.chain().transactions() >= until);
                switch ((int) (seed % 3)) {
                  case 0:
                    sandbox.postgres().kill();
                    sandbox.postgres().start();
                    break;
                  case 1:
                    backed.run(
                        "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active_pid IS NOT NULL");
                    break;
                  default:
                    process.kill();
                    process = backed.start("-Dholdfast.capture.batch=64");
                }
                long after = backed.chain().transactions();
                await().atMost(120, SECONDS).until(() -> backed.chain().transactions() > after);
              }
              process.terminate(Duration.ofSeconds(30));
              goesOnAndIsTheSame(1);
            });
  }

  private static String of(List<String> points, long seed) {
    return points.get((int) (seed % points.size()));
  }

  private static String fault(String point, int times) {
    return "-Dholdfast.fault=" + point + ":" + times;
  }

  /** Starts the process, which ends itself while the database is written to. */
  private void diesUnderTraffic(long seed, String point, int times, String... jvmOptions)
      throws Exception {
    try (Traffic traffic = new Traffic(backed.source(), seed)) {
      List<String> options = new ArrayList<>(List.of(jvmOptions));
      options.add(fault(point, times));
      ChildProcess process = backed.start(options.toArray(String[]::new));
      assertThat(process.awaitExit(Duration.ofSeconds(120)))
          .as("%s, time %d, %s", point, times, options)
          .isEqualTo(KILLED);
    }
  }

  /** In batches as they are outside of tests: what was left behind may be much. */
  private void goesOnAndIsTheSame(int chains) throws Exception {
    ChildProcess process = backed.start();
    await().atMost(120, SECONDS).until(() -> backed.backups().chains().size() >= chains);
    String barrier = backed.barrier(backed.source());
    process.terminate(Duration.ofSeconds(30));
    backed.restoreAndCompare(barrier);
    assertThat(backed.backups().chains()).as("chains").hasSize(chains);
  }

  /** Some transactions, all of them in the chain; nobody writes and nothing runs afterwards. */
  private void write(long seed) throws Exception {
    ChildProcess process = backed.start();
    long until = backed.chain().transactions() + 50;
    try (Traffic traffic = new Traffic(backed.source(), seed)) {
      await().atMost(120, SECONDS).until(() -> backed.chain().transactions() >= until);
    }
    backed.barrier(backed.source());
    process.terminate(Duration.ofSeconds(30));
  }

  private void isTheSource(Database restored) throws SQLException {
    assertThat(DatabaseContent.of(restored)).isEqualTo(DatabaseContent.of(backed.source()));
    try (Connection connection = BackedDatabase.open(restored);
        Statement statement = connection.createStatement()) {
      // a sequence that stands where it stood in the base gives a number that is taken
      statement.execute("INSERT INTO numbered (v) SELECT 'after' FROM generate_series(1, 3)");
    }
    backed.drop(restored);
  }
}
