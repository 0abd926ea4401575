package io.holdfast.e2e.faults.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.backup.Backups;
import io.holdfast.backup.domain.RestoreTarget;
import io.holdfast.backup.postgres.Database;
import io.holdfast.e2e.faults.Rounds;
import io.holdfast.sandbox.ChildProcess;
import io.holdfast.sandbox.DebianPostgres;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.Sandbox;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bases are taken while tables are emptied, rewritten, altered, made and dropped. Needs pg_dump,
 * for the schema is another at each base: Debian's PostgreSQL 15.
 */
class BaseFaults {

  private static final String SCHEMA =
      Traffic.SCHEMA + "CREATE TABLE attacked (id serial PRIMARY KEY, v int DEFAULT 0, w text);";

  @TempDir Path directory;

  @BeforeEach
  void onlyWhereDebiansServerIsInstalled() {
    assumeTrue(DebianPostgres.isInstalled(), "PostgreSQL 15 of Debian is not installed");
  }

  @Test
  void whateverIsDoneToTablesWhileABaseIsTakenTheRestoreIsTheSource() throws Exception {
    try (Sandbox sandbox = Sandbox.start(Part.BROKER, Part.REGISTRY);
        var server = DebianPostgres.primary(directory.resolve("server"), Map.of());
        BackedDatabase backed =
            new BackedDatabase(sandbox, BackedDatabase.on(server), directory, SCHEMA)) {
      backed.set("source.schema.source", "pg-dump");
      backed.run("INSERT INTO attacked (w) SELECT repeat('w', 500) FROM generate_series(1, 20000)");
      ChildProcess process = backed.start();
      backed.awaitBase();

      Rounds.orUsual(5).play("a base is attacked", seed -> round(backed, seed));

      process.terminate(Duration.ofSeconds(30));
    }
  }

  private static void round(BackedDatabase backed, long seed) throws Exception {
    int chains = backed.backups().chains().size();
    AtomicInteger done = new AtomicInteger();
    try (Traffic traffic = new Traffic(backed.source(), seed);
        Attack attack = new Attack(backed.source(), new Random(seed), done)) {
      Backups.askForNewBase(backed.source(), "round " + seed);
      await()
          .atMost(300, TimeUnit.SECONDS)
          .ignoreExceptions()
          .until(() -> backed.backups().chains().size() > chains);
    }
    assertThat(done.get()).as("commands of the attack").isPositive();
    await().atMost(180, TimeUnit.SECONDS).until(() -> stale(backed.source()) == 0);
    String barrier = backed.barrier(backed.source());
    backed.restoreAndCompare(barrier);
    Database restored = backed.restore(new RestoreTarget.End());
    assertThat(DatabaseContent.of(restored)).isEqualTo(DatabaseContent.of(backed.source()));
    backed.drop(restored);
  }

  private static int stale(Database source) throws SQLException {
    try (Connection connection = BackedDatabase.open(source);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM holdfast.stale")) {
      row.next();
      return row.getInt(1);
    }
  }

  /** One command after the other; a base's locks are waited for. */
  private static final class Attack implements AutoCloseable {

    private final Database database;
    private final Random random;
    private final AtomicInteger done;
    private final Thread thread = new Thread(this::run, "attack");
    private volatile boolean stopping;

    Attack(Database database, Random random, AtomicInteger done) {
      this.database = database;
      this.random = random;
      this.done = done;
      thread.start();
    }

    private void run() {
      try (Connection connection = BackedDatabase.open(database);
          Statement statement = connection.createStatement()) {
        for (int i = 0; !stopping; i++) {
          statement.execute(command(random.nextInt(9), random.nextInt(1_000_000_000) + i));
          done.incrementAndGet();
          TimeUnit.MILLISECONDS.sleep(100);
        }
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private static String command(int kind, int name) {
      switch (kind) {
        case 0:
          return "TRUNCATE attacked";
        case 1:
          return "ALTER TABLE attacked ADD COLUMN r" + name + " uuid DEFAULT gen_random_uuid()";
        case 2:
          return "ALTER TABLE attacked ADD COLUMN d" + name + " int DEFAULT " + name;
        case 3:
          return "ALTER TABLE attacked ALTER v TYPE " + (name % 2 == 0 ? "bigint" : "int");
        case 4:
          return "CREATE TABLE born"
              + name
              + " (id int PRIMARY KEY); INSERT INTO born"
              + name
              + " VALUES (1)";
        case 5:
          return "DO $$ DECLARE t text; BEGIN SELECT relname INTO t FROM pg_class WHERE relname LIKE 'born%' AND relkind = 'r' LIMIT 1;"
              + " IF t IS NOT NULL THEN EXECUTE 'DROP TABLE ' || t; END IF; END $$";
        case 6:
          return "VACUUM FULL attacked";
        case 7:
          return "DO $$ DECLARE c text; BEGIN SELECT attname INTO c FROM pg_attribute WHERE attrelid = 'attacked'::regclass AND attname ~ '^[rd][0-9]' AND NOT attisdropped LIMIT 1;"
              + " IF c IS NOT NULL THEN EXECUTE 'ALTER TABLE attacked DROP COLUMN ' || c; END IF; END $$";
        default:
          return "INSERT INTO attacked (w) SELECT repeat('w', 500) FROM generate_series(1, 3000)";
      }
    }

    @Override
    public void close() throws InterruptedException {
      stopping = true;
      thread.join();
    }
  }
}
