package io.holdfast.backup;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.backup.domain.RestoreTarget;
import io.holdfast.backup.domain.TableName;
import io.holdfast.backup.domain.fold.UnfoldableChange;
import io.holdfast.records.RestorePoint;
import io.holdfast.records.RestorePointKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

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

  @RegisterExtension final BackedDatabase db = new BackedDatabase(SCHEMA, "a");

  @Test
  void aRestoreToAnyPlaceBetweenCommandsHasTheTablesOfThere() throws Exception {
    // Given
    db.run(
        "INSERT INTO orders SELECT i, repeat(md5(i::text), 100), 'c', 'sad' FROM generate_series(1, 50) i");
    db.run("INSERT INTO parent SELECT i, 'north' FROM generate_series(1, 10) i");
    List<Place> places = new ArrayList<>();
    try (RunningBackup backup = db.start()) {
      db.awaitBase();

      // When
      db.run(
          "ALTER TABLE orders ADD COLUMN added timestamptz DEFAULT '2020-01-01 12:00+02', ADD COLUMN tags text[] DEFAULT '{\"a b\",NULL}'");
      db.run("INSERT INTO orders VALUES (100, 'new', 'n', 'fine')");
      db.run("UPDATE orders SET code = 'u' WHERE id % 3 = 0");
      db.run(
          "CREATE TEMP TABLE passing (a int); INSERT INTO passing VALUES (1); DROP TABLE passing");
      db.run(
          "BEGIN; ALTER TABLE orders DROP COLUMN v; CREATE TABLE never (a int PRIMARY KEY); ROLLBACK");
      places.add(Place.of(db));

      db.run(
          "BEGIN; ALTER TABLE orders DROP COLUMN code; ALTER TABLE orders RENAME v TO \"V\\\t\"; COMMIT");
      db.run("DELETE FROM orders WHERE id % 7 = 0");
      db.run("CREATE TABLE made AS SELECT id AS n, 'x' || id AS t FROM orders");
      db.run(
          "ALTER TABLE made ADD PRIMARY KEY (n); DELETE FROM made WHERE n < 5; ALTER TABLE made ADD extra int DEFAULT 5");
      db.run(
          "DO $$ BEGIN FOR i IN 1..3 LOOP EXECUTE format('CREATE TABLE p%s PARTITION OF parent FOR VALUES IN (%L)', i, i); END LOOP; END $$");
      db.run("INSERT INTO parent SELECT i, i::text FROM generate_series(1, 3) i");
      db.run("CREATE ROLE newcomer");
      db.run("GRANT SELECT ON orders TO newcomer");
      places.add(Place.of(db));

      db.run("ALTER TYPE mood ADD VALUE 'great'");
      db.run("UPDATE orders SET m = 'great' WHERE id = 1");
      db.run("ALTER TABLE orders ADD COLUMN k2 int; UPDATE orders SET k2 = -id");
      db.run(
          "ALTER TABLE orders DROP CONSTRAINT orders_pkey, ALTER k2 SET NOT NULL, ADD PRIMARY KEY (k2)");
      db.run("UPDATE orders SET id = 1 WHERE k2 < -20");
      db.run("ALTER TABLE orders REPLICA IDENTITY FULL");
      db.run("UPDATE orders SET id = 2 WHERE k2 = -1");
      db.run(
          "ALTER TABLE parent DETACH PARTITION p2; ALTER TABLE parent ADD COLUMN late int DEFAULT 9");
      db.run("INSERT INTO parent VALUES (77, 'north')");
      db.run(
          "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'CREATE TABLE by_function (a int PRIMARY KEY)'; SELECT f()");
      db.run("INSERT INTO by_function VALUES (1)");
      db.run("DROP TABLE made");
      db.run("CREATE TABLE made (n text PRIMARY KEY)");
      db.run("INSERT INTO made VALUES ('another')");
      db.run("CREATE SCHEMA apart CREATE TABLE t (a int PRIMARY KEY)");
      db.run("INSERT INTO apart.t VALUES (4)");
      db.run("ALTER SCHEMA apart RENAME TO other");
      db.run("CREATE INDEX CONCURRENTLY ON other.t (a)");
      db.runAsOneMessage("CREATE ROLE \"one more\"; GRANT SELECT ON orders TO \"one more\"");
      places.add(Place.of(db));
      db.run("INSERT INTO orders (id, k2) VALUES (999, 12345)");
      db.run("DROP OWNED BY newcomer, \"one more\"");
      db.run("DROP ROLE newcomer, \"one more\"");
      db.awaitEnd();
    }

    // Then
    for (Place place : places) {
      place.requireRestored(db);
    }
    for (String role : List.of("newcomer", "one more")) {
      String query = "SELECT has_table_privilege('%s', 'public.orders', 'SELECT')::text";
      assertThat(db.restored(query.formatted(role))).as(role).containsExactly("true");
    }
    assertThat(db.chain().restorePoints())
        .filteredOn(point -> point.getKind() == RestorePointKind.DDL)
        .extracting(RestorePoint::getLabel)
        .contains("ALTER TABLE", "CREATE TABLE AS", "DROP TABLE", "ALTER TYPE");
  }

  @Test
  void aTableWhoseRowsWereRewrittenIsCopiedAgainAndPlacesBetweenAreRefused() throws Exception {
    // Given
    db.run("INSERT INTO orders SELECT i, 'before', 'c', 'sad' FROM generate_series(1, 50) i");
    try (RunningBackup backup = db.start()) {
      db.awaitBase();

      // When
      Place before = Place.of(db);
      db.run(
          "BEGIN; ALTER TABLE orders ALTER id TYPE bigint USING id + 1000; UPDATE orders SET v = 'after' WHERE id % 2 = 0; COMMIT");
      Place between = Place.of(db);
      db.run("DELETE FROM orders WHERE id % 5 = 0");
      await().atMost(60, SECONDS).until(() -> db.bases() == 2);
      db.run("UPDATE orders SET v = 'last' WHERE id % 3 = 0");
      Place after = Place.of(db);
      Backups.askForBaseOf(db.source(), new TableName("public", "north"), "it is time");
      await().atMost(60, SECONDS).until(() -> db.bases() == 3);
      db.run("INSERT INTO north VALUES (5, 'north')");
      Place end = Place.of(db);
      db.awaitEnd();

      // Then
      assertThat(db.backups().chains()).hasSize(1);
      for (Place place : List.of(before, after, end)) {
        place.requireRestored(db);
      }
      assertThatThrownBy(() -> db.restore(new RestoreTarget.BeforeLsn(between.lsn())))
          .isInstanceOf(UnfoldableChange.class)
          .hasMessageContaining("the rows of public.orders are not known there");
      assertThat(db.backups().verify(Optional.empty()).isWhole()).isTrue();
      assertThat(backup.hasEnded()).isFalse();
    }
  }

  @Test
  void aTableThatChangedBeforeABaseCouldCopyItIsRefusedUntilItIsCopied() throws Exception {
    // Given: a schema that comes late, after the slot was made and before the tables are locked
    db.run("INSERT INTO orders (id) SELECT generate_series(1, 10)");
    Path late = db.directory().resolve("late.sql");
    assertThat(new ProcessBuilder("mkfifo", late.toString()).start().waitFor()).isZero();
    try (RunningBackup backup = db.start("source.schema.file=" + late)) {
      String slot =
          "SELECT 1 FROM pg_replication_slots WHERE slot_name = 'holdfast_%s' AND confirmed_flush_lsn IS NOT NULL"
              .formatted(db.name());
      await().atMost(60, SECONDS).until(() -> !db.rows(slot).isEmpty());
      db.run("VACUUM FULL orders");
      Files.writeString(late, SCHEMA);

      // When
      db.awaitBase();
      await().atMost(60, SECONDS).until(() -> db.bases() == 2);
      db.run("INSERT INTO orders (id) VALUES (11)");
      db.awaitEnd();

      // Then
      db.restore(new RestoreTarget.End());
      assertThat(db.restored("SELECT id::text FROM public.orders")).hasSize(11);
      long first = db.chain().base().getBaseLsn();
      assertThatThrownBy(() -> db.restore(new RestoreTarget.BeforeLsn(first)))
          .hasMessageContaining("public.orders")
          .hasMessageContaining("it changed before it could be copied");
    }
  }

  @Test
  void aCommandInsideFunctionsThatCallEachOtherIsRepeatedAlone() throws Exception {
    db.run(
        "CREATE FUNCTION inner_f(n text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE format('CREATE TABLE %I (a text DEFAULT ''\"'')', n); END $$");
    db.run(
        "CREATE FUNCTION outer_f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN CREATE TABLE outside (a int); PERFORM inner_f('inside'); END $$");

    requireRepeated(
        "SELECT outer_f()",
        "DO $$ BEGIN PERFORM inner_f('done'); CREATE TABLE after (a int); END $$");
  }

  @Test
  void aMessageOfCommandsAndOfBlocksThatGiveSomeIsRepeatedOnce() throws Exception {
    Place place;
    try (RunningBackup backup = db.start()) {
      db.awaitBase();
      db.runAsOneMessage(
          "DO $$ BEGIN CREATE TABLE first_of_block (a int); END $$; CREATE TABLE alone (a int); DO $$ BEGIN CREATE INDEX in_block ON alone (a); END $$");
      db.runAsOneMessage("BEGIN; CREATE TABLE committed_in_a_message (a int); COMMIT");
      try (Connection connection = db.simple();
          Statement statement = connection.createStatement()) {
        statement.execute("BEGIN; CREATE TABLE committed_later (a int)");
        statement.execute("INSERT INTO committed_later VALUES (1)");
        statement.execute("COMMIT");
      }
      place = Place.of(db);
      db.awaitEnd();
    }

    place.requireRestored(db);
    assertThat(db.restored("SELECT indexname::text FROM pg_indexes WHERE tablename = 'alone'"))
        .containsExactly("in_block");
  }

  @Test
  void messagesWithAllThatIsHardToTellApartAreRepeatedOnce() throws Exception {
    Place place;
    db.run(
        "CREATE FUNCTION ddl_end() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$; CREATE EVENT TRIGGER theirs ON ddl_command_end EXECUTE FUNCTION ddl_end()");
    try (RunningBackup backup = db.start()) {
      db.awaitBase();
      db.runAsOneMessage("CREATE TABLE beside (a int); CREATE TABLE another (a int)");
      db.run(
          "DO $$ BEGIN EXECUTE 'CREATE TABLE two_in_one (a int); CREATE INDEX ON two_in_one (a)'; END $$");
      db.run("CREATE ROLE latecomer");
      db.runAsOneMessage(
          "BEGIN; CREATE TABLE given (a int); GRANT SELECT ON given TO latecomer; COMMIT");
      place = Place.of(db);
      db.awaitEnd();
    }
    db.run("DROP OWNED BY latecomer; DROP ROLE latecomer");

    place.requireRestored(db);
    assertThat(db.restored("SELECT count(*)::text FROM pg_indexes WHERE tablename = 'two_in_one'"))
        .containsExactly("1");
    assertThat(db.restored("SELECT has_table_privilege('latecomer', 'given', 'SELECT')::text"))
        .containsExactly("true");
  }

  @Test
  void valuesThatLostAPartWithItsTypeAreCopiedAgain() throws Exception {
    db.define(
        "CREATE TYPE colour AS ENUM ('red'); CREATE TYPE part AS (a int, c colour); CREATE TABLE held (id int PRIMARY KEY, p part);");
    db.run("INSERT INTO held VALUES (1, '(1,red)')");
    try (RunningBackup backup = db.start()) {
      db.awaitBase();
      long before = db.bases();
      db.run("DROP TYPE colour CASCADE");
      await().atMost(60, SECONDS).until(() -> db.bases() > before);
      db.run("INSERT INTO held VALUES (2, '(2)')");
      db.awaitEnd();
    }

    db.restore(new RestoreTarget.End());

    assertThat(db.restored("SELECT held::text FROM held ORDER BY id"))
        .containsExactly("(1,\"(1)\")", "(2,\"(2)\")");
  }

  @Test
  void columnsThatGoWithTheirTypeAreFollowed() throws Exception {
    db.define(
        """
        CREATE DOMAIN positive AS int CHECK (VALUE > 0);
        CREATE TABLE counted (a int PRIMARY KEY, n positive);
        CREATE TABLE felt (id int, m mood, region text, PRIMARY KEY (id, region)) PARTITION BY LIST (region);
        CREATE TABLE felt_north PARTITION OF felt FOR VALUES IN ('north');
        """);
    db.run("INSERT INTO counted VALUES (1, 2)");
    db.run("INSERT INTO orders VALUES (1, 'v', 'c', 'sad')");
    db.run("INSERT INTO felt VALUES (1, 'sad', 'north')");
    requireRepeated(
        "DROP TYPE mood CASCADE",
        "INSERT INTO orders VALUES (2, 'w', 'd')",
        "DROP DOMAIN positive CASCADE",
        "INSERT INTO counted VALUES (3)",
        "INSERT INTO felt VALUES (2, 'north')");
  }

  @Test
  void aCommandOfAFunctionIsRepeatedAsTheRoleThatTheFunctionRunsAs() throws Exception {
    requireRepeated(
        "CREATE ROLE definer",
        "CREATE ROLE caller",
        "GRANT CREATE ON SCHEMA public TO definer",
        "CREATE FUNCTION defined() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN CREATE TABLE made (a int); CREATE TABLE gone (a int); DROP TABLE gone; END $$",
        "ALTER FUNCTION defined() OWNER TO definer",
        "SET ROLE caller; SELECT defined()");

    assertThat(db.restored("SELECT tableowner::text FROM pg_tables WHERE tablename = 'made'"))
        .containsExactly("definer");
    db.run("DROP OWNED BY definer");
    db.run("DROP ROLE caller");
  }

  @Test
  void whatAnEventTriggerOfTheUserDoesToANewTableIsRepeatedAfterIt() throws Exception {
    db.run(
        """
        CREATE FUNCTION auto_rls() RETURNS event_trigger LANGUAGE plpgsql AS $$
        DECLARE made text;
        BEGIN
          FOR made IN SELECT object_identity FROM pg_event_trigger_ddl_commands() WHERE command_tag = 'CREATE TABLE' LOOP
            EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', made);
          END LOOP;
        END $$""");
    db.run("CREATE EVENT TRIGGER auto_rls ON ddl_command_end EXECUTE FUNCTION auto_rls()");

    requireRepeated("CREATE TABLE made (a int)", "INSERT INTO made VALUES (1)");

    assertThat(db.restored("SELECT relrowsecurity::text FROM pg_class WHERE relname = 'made'"))
        .containsExactly("true");
  }

  @Test
  void aTypeThatIsChangedInsideAFunctionWithoutARewriteIsCopiedAgain() throws Exception {
    // Given
    db.define(
        """
        CREATE TABLE counted (id int PRIMARY KEY, n int);
        CREATE TABLE hidden (id int PRIMARY KEY, n int);
        """);
    db.run("INSERT INTO counted VALUES (1, -1)");
    db.run("INSERT INTO hidden VALUES (1, -1)");
    db.run(
        "CREATE FUNCTION migrate() RETURNS void LANGUAGE plpgsql AS $$ BEGIN ALTER TABLE counted ALTER n TYPE oid; END $$");
    try (RunningBackup backup = db.start()) {
      db.awaitBase();

      // When
      db.run("SELECT migrate()");
      await().atMost(60, SECONDS).until(() -> db.bases() == 2);
      db.run(
          "CREATE FUNCTION hide() RETURNS void LANGUAGE sql AS 'ALTER TABLE hidden ALTER n TYPE oid'");
      db.run("SELECT hide()");
      await().atMost(60, SECONDS).until(() -> db.bases() == 3);
      Place place = Place.of(db);
      db.awaitEnd();

      // Then
      place.requireRestored(db);
    }
  }

  @Test
  void literalsAreReadByTheSettingsOfWhoGaveTheCommand() throws Exception {
    db.define("CREATE TABLE timed (t timestamptz) PARTITION BY RANGE (t);");
    String bound = "SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE relname = 'june'";

    requireRepeated(
        "SET TimeZone = 'Europe/Berlin'; SET DateStyle = 'ISO, DMY'; CREATE TABLE june PARTITION OF timed FOR VALUES FROM ('1.6.2024') TO ('1.7.2024')",
        "CREATE FUNCTION quote() RETURNS void LANGUAGE plpgsql SET standard_conforming_strings = off AS $$ BEGIN CREATE TABLE quoted (a text DEFAULT 'it\\'s'); END $$",
        "SELECT quote()",
        "INSERT INTO june VALUES ('2024-05-31 23:00+00')",
        "INSERT INTO quoted DEFAULT VALUES");

    assertThat(db.restored(bound)).isEqualTo(db.rows(bound));
    db.restored("INSERT INTO quoted DEFAULT VALUES RETURNING a");
    assertThat(db.restored("SELECT DISTINCT a FROM quoted")).containsExactly("it's");
  }

  @Test
  void triggersAndTheTableOfAnEarlierVersionAreBroughtUpToDate() throws Exception {
    db.run("CREATE SCHEMA holdfast");
    db.run(
        "CREATE TABLE holdfast.ddl (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tag text NOT NULL, statement text NOT NULL, message_at timestamptz, search_path text NOT NULL, role text NOT NULL, description text NOT NULL)");
    db.run(
        "CREATE FUNCTION holdfast.on_ddl_end() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$");
    db.run(
        "CREATE EVENT TRIGGER holdfast_ddl ON ddl_command_end EXECUTE FUNCTION holdfast.on_ddl_end()");

    requireRepeated("CREATE TABLE made (a int)", "INSERT INTO made VALUES (1)");

    assertThat(db.rows("SELECT evtname::text FROM pg_event_trigger ORDER BY 1"))
        .containsExactly(
            "!holdfast_command",
            "!holdfast_command_drop",
            "!holdfast_ddl",
            "!holdfast_drop",
            "!holdfast_rewrite");
  }

  /** More tables, before the backup starts. */
  /** Gives commands while a backup runs; what is restored has to be the same. */
  private void requireRepeated(String... commands) throws Exception {
    Place place;
    try (RunningBackup backup = db.start()) {
      db.awaitBase();
      for (String command : commands) {
        db.run(command);
      }
      place = Place.of(db);
      db.awaitEnd();
    }
    place.requireRestored(db);
  }
}
