package io.holdfast.e2e.faults.capture;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.e2e.faults.Rounds;
import io.holdfast.sandbox.ChildProcess;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.Sandbox;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever dies, and wherever: nothing is lost and nothing doubled. */
class CrashFaults {

  private static final List<String> POINTS =
      List.of("SENT", "INSIDE_TRANSACTION", "ACKNOWLEDGED", "COMMITTED", "CONFIRMED");

  /** The exit code of a process that a named point ended. */
  private static final int KILLED = 137;

  @TempDir Path directory;
  private Sandbox sandbox;
  private BackedDatabase backed;

  @BeforeEach
  void start() throws Exception {
    sandbox = Sandbox.start(Part.BROKER, Part.REGISTRY, Part.POSTGRES);
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
              String point = POINTS.get((int) (seed % POINTS.size()));
              int batch = List.of(1, 3, 17, 8192).get(random.nextInt(4));
              int times = 1 + random.nextInt(point.equals("SENT") ? 300 : 8);
              try (Traffic traffic = new Traffic(backed.source(), seed)) {
                ChildProcess process =
                    backed.start(
                        "-Dholdfast.fault=" + point + ":" + times,
                        "-Dholdfast.capture.batch=" + batch);
                assertThat(process.awaitExit(Duration.ofSeconds(120)))
                    .as("%s, time %d, batches of %d", point, times, batch)
                    .isEqualTo(KILLED);
              }
              goesOnAndIsTheSame();
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
              goesOnAndIsTheSame();
            });
  }

  /** In batches as they are outside of tests: what was left behind may be much. */
  private void goesOnAndIsTheSame() throws Exception {
    ChildProcess process = backed.start();
    String barrier = barrier();
    process.terminate(Duration.ofSeconds(30));
    backed.restoreAndCompare(barrier);
    assertThat(backed.backups().chains()).as("chains").hasSize(1);
  }

  private String barrier() throws SQLException {
    return backed.barrier(backed.source());
  }
}
