package io.holdfast.backup;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.backup.barrier.Barrier;
import io.holdfast.backup.domain.RestoreTarget;
import io.holdfast.backup.domain.TableName;
import io.holdfast.backup.restore.RestoreProgress;
import io.holdfast.backup.restore.RestoreReport;
import io.holdfast.backup.restore.RestoreRequest;
import java.io.IOException;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A restored database is taken on in place, also over DDL and later bases. */
class DeltaIT {

  private static final String SCHEMA =
      """
      CREATE TYPE mood AS ENUM ('sad', 'fine');
      CREATE TABLE orders (id int PRIMARY KEY, v text, code varchar(5), m mood);
      CREATE TABLE lines (id int PRIMARY KEY, of_order int);
      CREATE TABLE migrations (version int PRIMARY KEY, done text);
      CREATE TABLE still (id int PRIMARY KEY, v text);
      CREATE TABLE bag (v text);
      ALTER TABLE bag REPLICA IDENTITY FULL;
      CREATE TABLE counted (id serial PRIMARY KEY, v int);
      CREATE TABLE parted (k int, r text, PRIMARY KEY (k, r)) PARTITION BY LIST (r);
      CREATE TABLE parted_old PARTITION OF parted FOR VALUES IN ('old');
      CREATE TABLE parted_new PARTITION OF parted FOR VALUES IN ('new');
      CREATE TABLE computed (id int PRIMARY KEY, a int, g int GENERATED ALWAYS AS (a * 2) STORED NOT NULL);
      CREATE DOMAIN small AS int;
      CREATE TABLE checked (id int PRIMARY KEY, n small, v int);
      """;

  private static final String CONSTRAINTS =
      "SELECT conname || pg_get_constraintdef(oid) || coalesce(obj_description(oid), '') FROM pg_constraint WHERE NOT convalidated ORDER BY 1";

  @RegisterExtension final BackedDatabase db = new BackedDatabase(SCHEMA, "a");

  private final List<Place> places = new ArrayList<>();

  private void fill() throws Exception {
    db.run(
        "INSERT INTO orders SELECT i, repeat(md5(i::text), 100), 'c', 'sad' FROM generate_series(1, 50) i");
    db.run("INSERT INTO lines SELECT i, 1 + i % 50 FROM generate_series(1, 100) i");
    db.run("INSERT INTO still SELECT i, 'v' || i FROM generate_series(1, 1000) i");
    db.run("INSERT INTO bag SELECT 'v' || i % 3 FROM generate_series(1, 10) i");
    db.run("INSERT INTO migrations VALUES (1, 'before')");
    db.run(
        "INSERT INTO parted SELECT i, r FROM generate_series(1, 5) i, unnest('{old,new}'::text[]) r");
    db.run("INSERT INTO computed (id, a) SELECT i, i FROM generate_series(1, 5) i");
    db.run("INSERT INTO checked SELECT i, i - 5, i - 5 FROM generate_series(1, 9) i");
  }

  @Test
  void itGoesOverDdlFromPlaceToPlace() throws Exception {
    // Given
    fill();
    try (RunningBackup backup = db.start()) {
      db.awaitBase();
      db.run("ALTER TABLE orders ADD COLUMN early int DEFAULT 3");
      db.run("UPDATE orders SET v = 'u' WHERE id < 4");
      places.add(Place.of(db));

      // When: what came before is known from the log
      db.run("UPDATE orders SET code = 'x' WHERE id BETWEEN 3 AND 5");
      db.run("DELETE FROM bag WHERE v = 'v1'");
      places.add(Place.of(db));

      // a table gets columns, another a name, one comes and one goes
      db.run("UPDATE orders SET v = 'before' WHERE id = 7");
      db.run("ALTER TABLE orders ADD COLUMN at timestamptz DEFAULT now(), DROP COLUMN early");
      db.run("INSERT INTO orders (id, m) VALUES (100, 'fine')");
      db.run("ALTER TABLE lines RENAME COLUMN of_order TO \"of\"");
      db.run("UPDATE lines SET \"of\" = 9 WHERE id = 9");
      db.run("ALTER TABLE lines RENAME TO positions");
      db.run("CREATE TABLE made AS SELECT id, m FROM orders WHERE id < 9");
      db.run("ALTER TABLE made ADD PRIMARY KEY (id); DELETE FROM made WHERE id = 4");
      db.run("DROP TABLE bag");
      db.run("CREATE INDEX CONCURRENTLY by_v ON still (v)");

      // and constraints that rows of before do not meet
      db.run("UPDATE checked SET v = -7 WHERE id = 2");
      db.run("ALTER TABLE checked ADD CONSTRAINT above CHECK (v > 0) NOT VALID");
      db.run("COMMENT ON CONSTRAINT above ON checked IS 'it''s new'");
      db.run("ALTER DOMAIN small ADD CONSTRAINT positive CHECK (VALUE > 0) NOT VALID");
      db.run("ALTER TABLE parted ADD CONSTRAINT few CHECK (k < 5) NOT VALID");
      db.run("DELETE FROM parted_new WHERE k = 5; ALTER TABLE parted_new VALIDATE CONSTRAINT few");
      places.add(Place.of(db));

      // values that only later transactions may use
      db.run("ALTER TYPE mood ADD VALUE 'great'");
      db.run("UPDATE orders SET m = 'great' WHERE id = 1");
      db.run("ALTER TYPE mood ADD VALUE 'best' BEFORE 'sad'");
      db.run("INSERT INTO made VALUES (200, 'best')");
      db.run("UPDATE still SET v = 'changed' WHERE id = 5");
      places.add(Place.of(db));
      db.awaitEnd();
    }

    // Then
    places.get(0).requireRestored(db);
    long written = 0;
    for (Place place : places.subList(1, places.size())) {
      written += place.requireDelta(db).rows();
    }
    assertThat(written).as("rows that did not change are not written").isLessThan(500);
    assertThat(
            db.restored(
                "SELECT indisvalid::text FROM pg_index WHERE indexrelid = 'by_v'::regclass"))
        .containsExactly("true");
    assertThat(db.restored(CONSTRAINTS)).isEqualTo(db.rows(CONSTRAINTS)).hasSize(4);
    places.get(0).requireRestored(db);
    places.get(3).requireDelta(db);

    // and so it is restored as a whole
    places.get(3).requireRestored(db);
    assertThat(db.restored(CONSTRAINTS)).isEqualTo(db.rows(CONSTRAINTS));
  }

  @Test
  void whatStandsInTheWayOfACommandIsTakenOutWhole() throws Exception {
    // Given
    fill();
    try (RunningBackup backup = db.start()) {
      db.awaitBase();
      places.add(Place.of(db));

      // When: rows that others refer to change in the transactions around
      db.run("UPDATE orders SET v = 'touched' WHERE id < 10");
      db.run("ALTER TABLE lines ADD FOREIGN KEY (of_order) REFERENCES orders");
      places.add(Place.of(db));

      // rows of a table that goes, and those that an index could not have
      db.run("ALTER TABLE parted ADD COLUMN c int");
      db.run("UPDATE parted SET c = 1");
      db.run("ALTER TABLE parted ALTER c SET NOT NULL");
      db.run("DROP TABLE parted_old");
      db.run("UPDATE bag SET v = '0'; CREATE INDEX ON bag ((v::int))");
      places.add(Place.of(db));

      // and tools for migrations change rows beside
      db.runAsOneMessage(
          "BEGIN; CREATE TABLE beside (a int PRIMARY KEY); INSERT INTO beside VALUES (1); INSERT INTO migrations VALUES (2, 'beside'); COMMIT;");
      db.runAsOneMessage(
          "ALTER TABLE orders ADD COLUMN w int; UPDATE orders SET w = id; ALTER TABLE orders ALTER w SET NOT NULL");
      db.run("CREATE SEQUENCE given; SELECT setval('given', 1000)");
      db.runAsOneMessage(
          "BEGIN; CREATE TABLE one (a int); COMMIT; BEGIN; CREATE TABLE two (a int); COMMIT;");
      db.run(
          "DO $$ BEGIN CREATE TABLE three (a int); IF EXISTS (SELECT FROM counted) THEN TRUNCATE counted; END IF; END $$");
      db.run(
          "CREATE FUNCTION migrate() RETURNS void LANGUAGE sql AS $$ CREATE TABLE by_function (a int); DELETE FROM still WHERE id <= 990; INSERT INTO migrations VALUES (3, 'f') $$");
      db.run("SELECT migrate()");
      places.add(Place.of(db));
      db.awaitEnd();
    }

    // Then
    places.get(0).requireRestored(db);
    places.get(1).requireDelta(db);
    assertThat(db.restored("SELECT convalidated::text FROM pg_constraint WHERE contype = 'f'"))
        .containsExactly("true");
    places.get(2).requireDelta(db);
    assertThatThrownBy(() -> db.restored("INSERT INTO lines VALUES (999, 999) RETURNING id::text"))
        .hasMessageContaining("violates foreign key constraint");
  }

  @Test
  void itGoesOverRowsThatWereWrittenAnewAndCopiedAgain() throws Exception {
    // Given
    fill();
    try (RunningBackup backup = db.start()) {
      db.awaitBase();
      places.add(Place.of(db));

      // When
      db.run("ALTER TYPE mood ADD VALUE 'great'");
      db.run(
          "BEGIN; ALTER TABLE orders ALTER id TYPE bigint USING id + 1000; UPDATE orders SET v = 'after', m = 'great' WHERE id % 2 = 0; COMMIT");
      await().atMost(60, SECONDS).until(() -> db.bases() == 2);
      db.run("ALTER TABLE computed ALTER g DROP EXPRESSION");
      await().atMost(60, SECONDS).until(() -> db.bases() == 3);
      db.run("DELETE FROM orders WHERE id % 5 = 0");
      places.add(Place.of(db));
      Backups.askForBaseOf(db.source(), new TableName("public", "still"), "it is time");
      await().atMost(60, SECONDS).until(() -> db.bases() == 4);
      db.run("UPDATE still SET v = 'one' WHERE id = 1");
      places.add(Place.of(db));
      db.awaitEnd();
    }

    // Then
    places.get(0).requireRestored(db);
    places.get(1).requireDelta(db);
    assertThat(places.get(2).requireDelta(db).rows()).isOne();
    assertThat(db.delta(new RestoreTarget.End()).rows()).isZero();
    assertThatThrownBy(() -> db.delta(new RestoreTarget.BeforeLsn(places.get(1).lsn())))
        .hasMessageContaining("only goes forward");
  }

  @Test
  void itHasTheLargeObjectsRolesAndSequencesOfABarrier() throws Exception {
    String objects =
        "SELECT oid || ' ' || encode(lo_get(oid), 'escape') FROM pg_largeobject_metadata ORDER BY oid";
    try (RunningBackup backup = db.start()) {
      db.awaitBase();
      db.run("SELECT lo_from_bytea(70001, 'one'), lo_from_bytea(70002, 'two')");
      barrier("first");
      awaitLargeObjects("first");
      db.restore(db.points().barrier(Optional.of("first")));
      assertThat(db.restored(objects)).containsExactly("70001 one", "70002 two");

      db.run("SELECT lo_unlink(70001), lo_put(70002, 0, 'TWO'), lo_from_bytea(70003, 'three')");
      db.run("SELECT setval('counted_id_seq', 77)");
      barrier("second");
      awaitLargeObjects("second");
      db.delta(db.points().barrier(Optional.of("second")));
      assertThat(db.restored(objects)).isEqualTo(db.rows(objects)).hasSize(2);
      assertThat(db.restored("SELECT last_value::text FROM counted_id_seq")).containsExactly("77");

      db.run("SELECT lo_unlink(oid) FROM pg_largeobject_metadata");
      barrier("third");
      db.delta(db.points().barrier(Optional.of("third")));
      assertThat(db.restored(objects)).isEmpty();
    }
  }

  @Test
  void itFindsRowsByKeysOfTypesThatUsersMade() throws Exception {
    db.define(
        "CREATE SCHEMA extra; CREATE EXTENSION ltree SCHEMA extra; CREATE TABLE paths (p extra.ltree, m mood, v int, PRIMARY KEY (p, m));");
    db.run("INSERT INTO paths VALUES ('a.b', 'sad', 1), ('a.b', 'fine', 2), ('a.c', 'sad', 3)");
    try (RunningBackup backup = db.start()) {
      db.awaitBase();
      places.add(Place.of(db));
      db.run("UPDATE paths SET v = 9 WHERE p::text = 'a.b' AND m = 'fine'");
      places.add(Place.of(db));
      db.awaitEnd();
    }

    places.get(0).requireRestored(db);

    assertThat(places.get(1).requireDelta(db).rows()).isOne();
  }

  private void barrier(String id) throws Exception {
    Backups.barrier(db.source(), id);
    db.awaitBarrier(id);
    db.awaitEnd();
  }

  /** They are copied after the barrier. */
  private void awaitLargeObjects(String barrier) {
    await()
        .atMost(60, SECONDS)
        .until(
            () ->
                db.chain().manifests().stream()
                    .flatMap(manifest -> manifest.getReason().lines())
                    .anyMatch(Barrier.reason(barrier)::equals));
  }

  @Test
  void aRowThatSomebodyElseChangedIsFoundByItsProof() throws Exception {
    // Given
    fill();
    try (RunningBackup backup = db.start()) {
      db.awaitBase();
      places.add(Place.of(db));
      db.run("UPDATE still SET v = 'changed' WHERE id = 5");
      db.awaitEnd();
    }
    places.get(0).requireRestored(db);

    // When
    try (Connection connection = db.database(db.restoredName()).connect();
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE public.still SET v = 'by hand' WHERE id = 6");
    }
    RestoreReport report =
        db.backups()
            .delta(
                db.request(new RestoreTarget.End(), db.database(db.restoredName())),
                RestoreProgress.silent());

    // Then
    assertThat(report.witness()).isEqualTo(RestoreRequest.Witness.CHAIN);
    assertThat(report.compared()).isEqualTo(10);
    assertThat(report.differences()).singleElement().asString().contains("still");
  }

  @Test
  void aCommandThatNoTransactionTakesIsRefusedAndChangesNothing() throws Exception {
    try (RunningBackup backup = db.start()) {
      db.awaitBase();
      db.run("INSERT INTO counted (v) VALUES (1)");
      places.add(Place.of(db));
      db.run("INSERT INTO counted (v) VALUES (2)");
      db.runAsOneMessage("BEGIN; CREATE TABLE never (a int); ROLLBACK; CREATE TABLE ever (a int)");
      db.awaitEnd();
    }

    places.get(0).requireRestored(db);

    assertThatThrownBy(() -> db.delta(new RestoreTarget.End()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot be repeated")
        .hasMessageContaining("CREATE TABLE ever");
    places.get(0).requireDelta(db);
  }

  @Test
  void itLeavesNoSequenceBelowWhatItsRowsUse() throws Exception {
    try (RunningBackup backup = db.start()) {
      // Given
      db.awaitBase();
      db.run("INSERT INTO counted (v) VALUES (1)");
      db.awaitEnd();
      db.restore(new RestoreTarget.End());

      // When: no barrier tells where the sequences are
      db.run("INSERT INTO counted (v) SELECT generate_series(2, 9)");
      db.run("CREATE SEQUENCE alone START 5");
      db.awaitEnd();
      db.delta(new RestoreTarget.End());

      // Then
      assertThat(db.restored("INSERT INTO counted (v) VALUES (10) RETURNING id::text"))
          .containsExactly("10");
      assertThat(db.restored("SELECT nextval('alone')::text")).containsExactly("5");
    }
  }
}
