package io.holdfast.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.backup.config.SourceConfig;
import io.holdfast.backup.domain.Lsn;
import io.holdfast.backup.domain.RestoreTarget;
import io.holdfast.backup.domain.TableName;
import io.holdfast.backup.postgres.Catalogue;
import io.holdfast.backup.postgres.Database;
import io.holdfast.backup.postgres.Sequences;
import io.holdfast.backup.postgres.SourceCheck;
import io.holdfast.backup.restore.RestoreProgress;
import io.holdfast.backup.restore.RestoreReport;
import io.holdfast.backup.restore.RestoreRequest;
import io.holdfast.runtime.StartRefusedException;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Keys, sequences and references that tables seldom have. */
class OddTablesIT {

  private static final String SCHEMA =
      """
      CREATE TABLE docs (path text PRIMARY KEY, n int);
      CREATE SEQUENCE numbers;
      CREATE TABLE invoices (no text PRIMARY KEY DEFAULT 'INV-' || nextval('numbers'));
      ALTER SEQUENCE numbers OWNED BY invoices.no;
      CREATE TABLE outrun (id serial PRIMARY KEY);
      ALTER TABLE outrun ALTER id TYPE bigint;
      CREATE SEQUENCE down INCREMENT -1;
      CREATE TABLE falling (id int PRIMARY KEY DEFAULT nextval('down'));
      ALTER SEQUENCE down OWNED BY falling.id;
      CREATE TABLE customers (id int PRIMARY KEY);
      CREATE TABLE orders (id int PRIMARY KEY, customer int REFERENCES customers);
      CREATE TABLE included (id int, note text, PRIMARY KEY (id) INCLUDE (note));
      CREATE TABLE lines (id int PRIMARY KEY, separator text DEFAULT 'a\r
      b');
      """
          .replace("\r\n      b", "\r\nb");

  /** As pg_dump writes a child whose parent got a column later: it comes before the child's. */
  private static final String INHERITED =
      """
      CREATE TABLE parent (of_parent int PRIMARY KEY, later int);
      CREATE TABLE child (own int, PRIMARY KEY (of_parent)) INHERITS (parent);
      """;

  private static final String LONG_KEYS =
      "INSERT INTO docs SELECT (SELECT string_agg(md5((g * 1000 + i)::text), '') FROM generate_series(1, 75) i), 0 FROM generate_series(1, 3) g";

  @RegisterExtension final BackedDatabase db = new BackedDatabase("", "a");

  @Test
  void whatADatabaseOfAnotherEncodingHoldsComesBackInUtf8() throws Exception {
    // Given
    try (Connection connection = db.database("postgres").connect();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP DATABASE " + db.name());
      statement.execute(
          "CREATE DATABASE %s ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
              .formatted(db.name()));
    }
    db.define("CREATE TABLE \"Straße\" (id int PRIMARY KEY, \"Größe\" text)");
    db.run("INSERT INTO \"Straße\" VALUES (1, 'ä¿')");

    // When
    try (RunningBackup backup = db.start()) {
      db.awaitBase();
      db.run("CREATE TABLE \"Tür\" (id int PRIMARY KEY, v text DEFAULT 'öffnen')");
      db.run("INSERT INTO \"Tür\" VALUES (1); INSERT INTO \"Straße\" VALUES (2, 'ÿ')");
      db.run("CREATE SEQUENCE \"Zähler\"; SELECT setval('\"Zähler\"', 7)");
      Backups.barrier(db.source(), "über");
      db.awaitBarrier("über");
    }
    RestoreReport report = db.restore(db.points().barrier(Optional.of("über")));

    // Then
    assertThat(report.compared()).isEqualTo(2);
    for (String query :
        List.of(
            "SELECT \"Größe\" FROM \"Straße\" ORDER BY id",
            "SELECT v FROM \"Tür\"",
            "SELECT last_value::text FROM \"Zähler\"")) {
      assertThat(db.restored(query)).as(query).isEqualTo(db.rows(query));
    }
  }

  @Test
  void whatIsRestoredAndGoneOnWithIsTheSource() throws Exception {
    db.define(SCHEMA + INHERITED);
    db.run(
        "DROP TABLE parent CASCADE; CREATE TABLE parent (of_parent int PRIMARY KEY);"
            + " CREATE TABLE child (own int, PRIMARY KEY (of_parent)) INHERITS (parent);"
            + " ALTER TABLE parent ADD later int");
    db.run(LONG_KEYS);
    db.run("INSERT INTO included VALUES (1, 'one'), (2, 'two'), (3, 'three')");
    db.run("INSERT INTO customers VALUES (1)");
    try (RunningBackup backup = db.start()) {
      // Given
      db.awaitBase();
      change(1);
      Database restored = db.target();
      assertThat(restore(restored, Set.of()).differences()).isEmpty();
      assertIsTheSource();

      // When
      change(2);
      RestoreReport delta =
          db.backups()
              .delta(db.request(new RestoreTarget.End(), restored), RestoreProgress.silent());

      // Then
      assertThat(delta.differences()).isEmpty();
      assertIsTheSource();
      db.run("INSERT INTO falling DEFAULT VALUES");
      assertThat(db.restored("INSERT INTO falling DEFAULT VALUES RETURNING id::text"))
          .isEqualTo(db.rows("SELECT min(id)::text FROM falling"));
      assertThat(db.restored("SELECT no FROM public.invoices ORDER BY 1"))
          .isEqualTo(db.rows("SELECT no FROM invoices ORDER BY 1"));
      assertThat(
              db.restored(
                  "INSERT INTO lines VALUES (99) RETURNING (separator = E'a\\r\\nb')::text"))
          .containsExactly("true");

      // and so it is at a barrier
      db.run("INSERT INTO child (own, of_parent, later) VALUES (1, 2, 3)");
      Backups.barrier(db.source(), "end");
      db.awaitBarrier("end");
      RestoreReport at = db.restore(db.points().barrier(Optional.of("end")));
      assertThat(at.compared()).isEqualTo(10);

      // and one table of them, though it refers to another
      RestoreReport one = restore(db.target(), Set.of(new TableName("public", "orders")));
      assertThat(one.rows()).isEqualTo(2);
      assertThat(db.restored("SELECT id::text FROM public.orders ORDER BY id"))
          .containsExactly("1", "2");
      assertThatThrownBy(() -> restore(db.target(), Set.of(new TableName("public", "nosuch"))))
          .isInstanceOf(NoSuchElementException.class)
          .hasMessageContaining("holds no table public.nosuch");
    }
  }

  @Test
  void aSequenceThatWasSetAndNotUsedYetStandsThere() throws Exception {
    // Given
    db.define(
        "CREATE SEQUENCE lone; CREATE SEQUENCE unused START 7; CREATE TABLE owner (id serial PRIMARY KEY)");
    db.run("INSERT INTO owner VALUES (500)");
    db.run("SELECT setval('lone', 500001, false); ALTER SEQUENCE owner_id_seq RESTART WITH 501");
    try (RunningBackup backup = db.start()) {
      db.awaitBase();

      // When
      db.restore(new RestoreTarget.End());
    }

    // Then
    assertThat(
            db.restored(
                "SELECT unnest(ARRAY[nextval('lone'), nextval('unused'), nextval('owner_id_seq')])::text"))
        .containsExactly("500001", "7", "501");
  }

  @Test
  void commandsMoveSequencesFromWhereTheBaseHasThem() throws Exception {
    // Given
    db.define(
        "CREATE SEQUENCE ahead; CREATE SEQUENCE renamed; CREATE SEQUENCE emptied; CREATE TABLE t (id int PRIMARY KEY)");
    db.run("SELECT nextval('ahead'), setval('renamed', 40), setval('emptied', 60)");
    try (RunningBackup backup = db.start()) {
      db.awaitBase();

      // When the last sets a sequence by rows, which a repetition has not
      db.run("ALTER SEQUENCE ahead RESTART WITH 900");
      db.run("ALTER SEQUENCE renamed RENAME TO other");
      db.run(
          "ALTER TABLE t ADD v int; SELECT setval('emptied', (SELECT count(*) FROM t) + 1, false)");
      long before = Lsn.parse(db.rows("SELECT pg_current_wal_insert_lsn()::text").get(0)).value();
      db.run("INSERT INTO t VALUES (1); SELECT setval('ahead', 20), setval('other', 50)");
      Backups.barrier(db.source(), "set");
      db.awaitBarrier("set");
      db.run("ALTER SEQUENCE other RENAME TO last; ALTER SEQUENCE last RESTART WITH 70");
      db.awaitEnd();

      // Then
      db.restore(new RestoreTarget.BeforeLsn(before));
      assertThat(
              db.restored(
                  "SELECT unnest(ARRAY[nextval('ahead'), nextval('other'), nextval('emptied')])::text"))
          .containsExactly("900", "41", "61");
      db.restore(db.points().barrier(Optional.of("set")));
      assertThat(db.restored("SELECT unnest(ARRAY[nextval('ahead'), nextval('other')])::text"))
          .containsExactly("21", "51");
      db.restore(new RestoreTarget.End());
      assertThat(db.restored("SELECT unnest(ARRAY[nextval('ahead'), nextval('last')])::text"))
          .containsExactly("21", "70");
    }
  }

  @Test
  void aSequenceThatMayNotBeReadIsNamedAndNotRecorded() throws Exception {
    db.run("CREATE SEQUENCE open; CREATE SEQUENCE secret; SELECT nextval('secret')");
    db.run("CREATE ROLE stranger LOGIN; GRANT SELECT ON SEQUENCE open TO stranger");
    Database stranger = new Database(db.source().url(), "stranger", db.source().password());

    try (Connection connection = stranger.connect()) {
      assertThat(Sequences.asText(connection)).isEqualTo("public\topen\t1\tfalse\n");
      assertThat(Catalogue.notCovered(connection))
          .containsExactly("position of sequence public.secret");
    } finally {
      db.run("DROP OWNED BY stranger; DROP ROLE stranger");
    }
  }

  @Test
  void keysThatAreNoIdentityAreRefused() throws Exception {
    db.run(
        "CREATE TABLE later (id int, PRIMARY KEY (id) DEFERRABLE);"
            + " CREATE TABLE made (email text NOT NULL, k text GENERATED ALWAYS AS (lower(email)) STORED PRIMARY KEY)");

    try (Connection connection = db.source().connect()) {
      assertThatThrownBy(
              () -> SourceCheck.tables(Catalogue.tables(connection), SourceConfig.Consent.REFUSE))
          .isInstanceOf(StartRefusedException.class)
          .hasMessageContaining("\"public\".\"later\"")
          .hasMessageContaining("\"public\".\"made\"");
    }
  }

  private void change(int time) throws Exception {
    db.run("UPDATE docs SET n = n + 1");
    db.run("DELETE FROM docs WHERE path = (SELECT min(path) FROM docs)");
    db.run("INSERT INTO invoices DEFAULT VALUES");
    db.run("INSERT INTO outrun VALUES (3000000000 + %d)".formatted(time));
    db.run("INSERT INTO falling DEFAULT VALUES");
    db.run("INSERT INTO orders VALUES (%d, 1)".formatted(time));
    db.run("UPDATE included SET note = 'changed' WHERE id = %d".formatted(time));
    db.run("INSERT INTO lines VALUES (%d)".formatted(time));
    db.awaitEnd();
  }

  private RestoreReport restore(Database into, Set<TableName> tables) throws Exception {
    return db.backups()
        .restore(
            new RestoreRequest(
                Optional.empty(),
                new RestoreTarget.End(),
                tables,
                into,
                2,
                db.spool(),
                RestoreRequest.Witness.CHAIN),
            RestoreProgress.silent());
  }

  private void assertIsTheSource() throws Exception {
    for (String table :
        new String[] {"docs", "invoices", "outrun", "orders", "included", "lines"}) {
      String rows = "SELECT t::text FROM public.%s t ORDER BY 1".formatted(table);
      assertThat(db.restored(rows)).as(table).isEqualTo(db.rows(rows));
    }
  }
}
