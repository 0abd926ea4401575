package io.holdfast.backup;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.backup.domain.Lsn;
import io.holdfast.backup.domain.RestoreTarget;
import io.holdfast.backup.domain.TableName;
import io.holdfast.backup.domain.fold.UnfoldableChange;
import io.holdfast.backup.postgres.Database;
import io.holdfast.backup.restore.RestoreProgress;
import io.holdfast.backup.restore.RestoreRequest;
import io.holdfast.records.ManifestKind;
import io.holdfast.records.RestorePoint;
import io.holdfast.records.RestorePointKind;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DDL while a database is backed up: a restore to any place between has the tables of there. */
class DdlIT {

  private static final String SCHEMA =
      """
      CREATE TYPE mood AS ENUM ('sad', 'fine');
      CREATE TABLE orders (id int PRIMARY KEY, v text, code varchar(5), m mood);
      CREATE TABLE parent (k int, region text, PRIMARY KEY (k, region)) PARTITION BY LIST (region);
      CREATE TABLE north PARTITION OF parent FOR VALUES IN ('north');
      CREATE INDEX by_v ON orders (v);
      """;

  private static final String TABLES =
      """
      SELECT c.oid::regclass::text,
             (SELECT string_agg(quote_ident(attname) || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attname)
                FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped),
             (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attname)
                FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'holdfast')
       ORDER BY 1""";

  private record Place(long lsn, Map<String, List<String>> tables) {}

  @TempDir Path directory;
  private Sandbox sandbox;
  private Path schema;
  private Map<String, String> urls;
  private int restores;

  @BeforeEach
  void start() throws Exception {
    sandbox = Sandbox.start(Part.BROKER, Part.POSTGRES);
    sandbox.postgres().createDatabase("orders");
    schema = Files.writeString(directory.resolve("schema.sql"), SCHEMA);
    run(SCHEMA);
    urls = Map.of("a", "file:" + directory.resolve("a"));
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  void aRestoreToAnyPlaceBetweenCommandsHasTheTablesOfThere() throws Exception {
    // Given
    run(
        "INSERT INTO orders SELECT i, repeat(md5(i::text), 100), 'c', 'sad' FROM generate_series(1, 50) i");
    run("INSERT INTO parent SELECT i, 'north' FROM generate_series(1, 10) i");
    List<Place> places = new ArrayList<>();
    try (RunningBackup backup = RunningBackup.start(sandbox, schema, urls)) {
      awaitBase();

      // When
      run(
          "ALTER TABLE orders ADD COLUMN added timestamptz DEFAULT '2020-01-01 12:00+02', ADD COLUMN tags text[] DEFAULT '{\"a b\",NULL}'");
      run("INSERT INTO orders VALUES (100, 'new', 'n', 'fine')");
      run("UPDATE orders SET code = 'u' WHERE id % 3 = 0");
      run("CREATE TEMP TABLE passing (a int); INSERT INTO passing VALUES (1); DROP TABLE passing");
      run(
          "BEGIN; ALTER TABLE orders DROP COLUMN v; CREATE TABLE never (a int PRIMARY KEY); ROLLBACK");
      places.add(here());

      run(
          "BEGIN; ALTER TABLE orders DROP COLUMN code; ALTER TABLE orders RENAME v TO \"V\\\t\"; COMMIT");
      run("DELETE FROM orders WHERE id % 7 = 0");
      run("CREATE TABLE made AS SELECT id AS n, 'x' || id AS t FROM orders");
      run(
          "ALTER TABLE made ADD PRIMARY KEY (n); DELETE FROM made WHERE n < 5; ALTER TABLE made ADD extra int DEFAULT 5");
      run(
          "DO $$ BEGIN FOR i IN 1..3 LOOP EXECUTE format('CREATE TABLE p%s PARTITION OF parent FOR VALUES IN (%L)', i, i); END LOOP; END $$");
      run("INSERT INTO parent SELECT i, i::text FROM generate_series(1, 3) i");
      places.add(here());

      run("ALTER TYPE mood ADD VALUE 'great'");
      run("UPDATE orders SET m = 'great' WHERE id = 1");
      run("ALTER TABLE orders ADD COLUMN k2 int; UPDATE orders SET k2 = -id");
      run(
          "ALTER TABLE orders DROP CONSTRAINT orders_pkey, ALTER k2 SET NOT NULL, ADD PRIMARY KEY (k2)");
      run("UPDATE orders SET id = 1 WHERE k2 < -20");
      run("ALTER TABLE orders REPLICA IDENTITY FULL");
      run("UPDATE orders SET id = 2 WHERE k2 = -1");
      run(
          "ALTER TABLE parent DETACH PARTITION p2; ALTER TABLE parent ADD COLUMN late int DEFAULT 9");
      run("INSERT INTO parent VALUES (77, 'north')");
      run(
          "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'CREATE TABLE by_function (a int PRIMARY KEY)'; SELECT f()");
      run("INSERT INTO by_function VALUES (1)");
      run("DROP TABLE made");
      run("CREATE TABLE made (n text PRIMARY KEY)");
      run("INSERT INTO made VALUES ('another')");
      run("CREATE SCHEMA apart CREATE TABLE t (a int PRIMARY KEY)");
      run("INSERT INTO apart.t VALUES (4)");
      run("ALTER SCHEMA apart RENAME TO other");
      run("CREATE INDEX CONCURRENTLY ON other.t (a)");
      places.add(here());
      run("INSERT INTO orders (id, k2) VALUES (999, 12345)");
      awaitEnd();
    }

    // Then
    for (Place place : places) {
      restore(new RestoreTarget.BeforeLsn(place.lsn()));
      assertThat(tables("restored" + restores)).isEqualTo(place.tables());
    }
    assertThat(backups().chain(Optional.empty()).restorePoints())
        .filteredOn(point -> point.getKind() == RestorePointKind.DDL)
        .extracting(RestorePoint::getLabel)
        .contains("ALTER TABLE", "CREATE TABLE AS", "DROP TABLE", "ALTER TYPE");
  }

  @Test
  void aTableWhoseRowsWereRewrittenIsCopiedAgainAndPlacesBetweenAreRefused() throws Exception {
    // Given
    run("INSERT INTO orders SELECT i, 'before', 'c', 'sad' FROM generate_series(1, 50) i");
    try (RunningBackup backup = RunningBackup.start(sandbox, schema, urls)) {
      awaitBase();

      // When
      Place before = here();
      run(
          "BEGIN; ALTER TABLE orders ALTER id TYPE bigint USING id + 1000; UPDATE orders SET v = 'after' WHERE id % 2 = 0; COMMIT");
      Place between = here();
      run("DELETE FROM orders WHERE id % 5 = 0");
      await().atMost(60, SECONDS).until(() -> bases() == 2);
      run("UPDATE orders SET v = 'last' WHERE id % 3 = 0");
      Place after = here();
      Backups.askForBaseOf(source(), new TableName("public", "north"), "it is time");
      await().atMost(60, SECONDS).until(() -> bases() == 3);
      run("INSERT INTO north VALUES (5, 'north')");
      Place end = here();
      awaitEnd();

      // Then
      assertThat(backups().chains()).hasSize(1);
      for (Place place : List.of(before, after, end)) {
        restore(new RestoreTarget.BeforeLsn(place.lsn()));
        assertThat(tables("restored" + restores)).isEqualTo(place.tables());
      }
      assertThatThrownBy(() -> restore(new RestoreTarget.BeforeLsn(between.lsn())))
          .isInstanceOf(UnfoldableChange.class)
          .hasMessageContaining("the rows of public.orders are not known there");
      assertThat(backups().verify(Optional.empty()).isWhole()).isTrue();
      assertThat(backup.hasEnded()).isFalse();
    }
  }

  private long bases() throws Exception {
    return backups().chain(Optional.empty()).manifests().stream()
        .filter(manifest -> manifest.getKind() == ManifestKind.BASE)
        .count();
  }

  private Database source() {
    return new Database(
        sandbox.postgres().jdbcUrl("orders"),
        sandbox.postgres().user(),
        sandbox.postgres().password());
  }

  /** Every table with its columns and rows. */
  private Map<String, List<String>> tables(String database) throws SQLException {
    Map<String, List<String>> tables = new TreeMap<>();
    try (Connection connection = sandbox.postgres().connect(database);
        Statement statement = connection.createStatement();
        Statement rows = connection.createStatement()) {
      statement.execute("SET search_path = pg_catalog");
      rows.execute("SET TimeZone = 'UTC'");
      try (ResultSet table = statement.executeQuery(TABLES)) {
        while (table.next()) {
          List<String> content = new ArrayList<>(List.of(table.getString(2)));
          try (ResultSet row =
              rows.executeQuery(
                  "SELECT ROW(%s)::text AS r FROM ONLY %s ORDER BY r"
                      .formatted(table.getString(3), table.getString(1)))) {
            while (row.next()) {
              content.add(row.getString(1));
            }
          }
          tables.put(table.getString(1), content);
        }
      }
    }
    return tables;
  }

  private Place here() throws SQLException {
    try (Connection connection = sandbox.postgres().connect("orders");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_current_wal_insert_lsn()::text")) {
      row.next();
      return new Place(Lsn.parse(row.getString(1)).value(), tables("orders"));
    }
  }

  private void awaitBase() {
    await().atMost(120, SECONDS).ignoreExceptions().until(() -> !backups().chains().isEmpty());
  }

  /** Everything so far is kept: a point that is set now is in the chain. */
  private void awaitEnd() throws SQLException {
    String name = "end " + System.nanoTime();
    run("SELECT pg_logical_emit_message(false, 'holdfast.point', '" + name + "')");
    await()
        .atMost(90, SECONDS)
        .until(
            () ->
                backups().chain(Optional.empty()).restorePoints().stream()
                    .anyMatch(point -> point.getLabel().equals(name)));
  }

  private Backups backups() {
    return Backups.of("orders", urls);
  }

  private void restore(RestoreTarget target) throws Exception {
    restores++;
    Database into =
        new Database(
            sandbox.postgres().jdbcUrl("restored" + restores),
            sandbox.postgres().user(),
            sandbox.postgres().password());
    backups()
        .restore(
            new RestoreRequest(
                Optional.empty(), target, Set.of(), into, 2, directory.resolve("spool")),
            RestoreProgress.silent());
  }

  private void run(String sql) throws SQLException {
    try (Connection connection = sandbox.postgres().connect("orders");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
