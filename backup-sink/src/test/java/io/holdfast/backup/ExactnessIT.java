package io.holdfast.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.backup.barrier.RowSums;
import io.holdfast.backup.barrier.TableHashes;
import io.holdfast.backup.domain.CopyText;
import io.holdfast.backup.domain.RestoreTarget;
import io.holdfast.backup.domain.TableName;
import io.holdfast.backup.postgres.Database;
import io.holdfast.backup.restore.RestoreProgress;
import io.holdfast.backup.restore.RestoreReport;
import io.holdfast.backup.restore.RestoreRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What comes back has the text form that went in: every built-in type, and what tables can be made
 * of.
 */
class ExactnessIT {

  /** All types of the system that have values of their own. */
  private static final String TYPES =
      """
      SELECT t.typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
       WHERE n.nspname = 'pg_catalog' AND t.typtype IN ('b', 'r', 'm') AND (t.typcategory <> 'A' OR t.typname IN ('int2vector', 'oidvector'))
       ORDER BY 1""";

  private static final String ODD_TABLES =
      """
      CREATE TYPE mood AS ENUM ('sad', 'it''s "ok"', 'ü');
      CREATE DOMAIN positive AS int CHECK (VALUE > 0);
      CREATE TYPE pair AS (a int, "B ""b" text);
      CREATE TABLE odd (
        id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, dropped int, m mood, ms mood[], p positive, c pair, cs pair[],
        grid int[][], doubled int GENERATED ALWAYS AS (p * 2) STORED, "Case" int, "case" int, "CASE" int);
      ALTER TABLE odd DROP COLUMN dropped;
      CREATE TABLE parted (k int, region text, v text, PRIMARY KEY (k, region)) PARTITION BY LIST (region);
      CREATE TABLE parted_north PARTITION OF parted FOR VALUES IN ('north');
      CREATE TABLE parted_rest PARTITION OF parted DEFAULT;
      CREATE TABLE no_columns ();
      ALTER TABLE no_columns REPLICA IDENTITY FULL;
      CREATE TABLE by_index (a int NOT NULL, b int NOT NULL, v text);
      CREATE UNIQUE INDEX by_index_key ON by_index (b);
      ALTER TABLE by_index REPLICA IDENTITY USING INDEX by_index_key;
      """;

  /** Triggers that fire in a session that replicates, too. */
  private static final String TRIGGERS =
      """
      CREATE TABLE shouted (id int PRIMARY KEY, v text);
      CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.v := NEW.v || '!'; RETURN NEW; END $$;
      CREATE TRIGGER a BEFORE INSERT ON shouted FOR EACH ROW EXECUTE FUNCTION shout();
      ALTER TABLE shouted ENABLE ALWAYS TRIGGER a;
      CREATE TRIGGER r BEFORE INSERT ON shouted FOR EACH ROW EXECUTE FUNCTION shout();
      ALTER TABLE shouted ENABLE REPLICA TRIGGER r;
      """;

  private static final Path PAGE = Path.of("../ops/docs/reference/backup-types.md");

  private static final String PAGE_HEAD =
      """
      # Types that come back exactly

      Every type of PostgreSQL 17's `pg_type` that takes input, as a column and as an array of it, with null, in the base and in the
      log: a test enumerates the catalogue, restores, and compares the text form.

      | type | edge values tried |
      |---|---|
      """;

  private static final String PAGE_FOOT =
      """

      No column can hold values of `%s`: they take no input.

      Beside these: enums, domains, composites and arrays of them, arrays of several dimensions with other lower bounds, dropped,
      generated and identity columns, names that differ by case, partitions, tables of any replica identity, tables without columns.
      Types of extensions (PostGIS, hstore, citext, ltree, cube, seg, isn) are tried against Debian's PostgreSQL 15 by
      `mvn verify -Pfaults -Dfaults.suite=capture`; pgvector where it is installed.
      """;

  @RegisterExtension final BackedDatabase db = new BackedDatabase("", "a");

  @Test
  void everyBuiltInTypeComesBackInTheIdenticalTextForm() throws Exception {
    // Given
    StringBuilder ddl = new StringBuilder();
    List<String> types = new ArrayList<>(db.rows(TYPES));
    types.removeAll(TypeSamples.WITHOUT_INPUT);
    assertThat(types).allSatisfy(type -> assertThat(TypeSamples.of(type)).as(type).isNotEmpty());
    for (String type : types) {
      ddl.append(
          "CREATE TABLE public.\"of %1$s\" (id int PRIMARY KEY, v pg_catalog.\"%1$s\", vs pg_catalog.\"%1$s\"[]);\n"
              .formatted(type));
    }
    db.define(ddl.toString());
    List<String> notTaken = new ArrayList<>();
    for (String type : types) {
      try {
        insert(type, 0);
      } catch (SQLException e) {
        notTaken.add(e.getMessage());
      }
    }
    assertThat(notTaken).isEmpty();

    // When
    try (RunningBackup backup = db.start()) {
      db.awaitBase();
      for (String type : types) {
        insert(type, 1000);
        db.run("UPDATE public.\"of %1$s\" SET vs = vs || v WHERE id = 1000".formatted(type));
      }
      db.awaitTransactions(2L * types.size());
    }
    db.restore(new RestoreTarget.End());

    // Then
    for (String type : types) {
      String all = "SELECT x::text FROM public.\"of %s\" x ORDER BY id".formatted(type);
      assertThat(db.restored(all)).as(type).isNotEmpty().isEqualTo(db.rows(all));
    }
    thePageListsThem(types);
  }

  private static void thePageListsThem(List<String> types) throws IOException {
    StringBuilder page = new StringBuilder(PAGE_HEAD);
    for (String type : types) {
      page.append("| `%s` | %d |\n".formatted(type, TypeSamples.of(type).size()));
    }
    page.append(PAGE_FOOT.formatted(String.join("`, `", new TreeSet<>(TypeSamples.WITHOUT_INPUT))));
    if (Boolean.getBoolean("reference.write")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
        .as("run the test with -Dreference.write=true")
        .isEqualTo(page.toString());
  }

  @Test
  void whateverTablesAreMadeOfComesBack() throws Exception {
    // Given
    db.define(ODD_TABLES);
    String insert =
        """
        INSERT INTO odd (m, ms, p, c, cs, grid, "Case", "case", "CASE") VALUES
          ('it''s "ok"', '{sad,NULL,"it''s \\"ok\\""}', 7, '(1,"a,""b")', '{"(1,x)",NULL}', '[0:1][2:3]={{1,2},{3,NULL}}', 1, 2, 3);
        INSERT INTO parted VALUES (%1$d, 'north', 'n'), (%1$d, 'south', 's');
        INSERT INTO no_columns DEFAULT VALUES;
        INSERT INTO by_index VALUES (%1$d, %1$d, 'v')""";
    db.run(insert.formatted(1));

    // When
    try (RunningBackup backup = db.start()) {
      db.awaitBase();
      db.run(insert.formatted(2));
      db.run("UPDATE odd SET p = p + 1 WHERE id = 1");
      db.run(
          "UPDATE parted SET region = 'north', v = 'moved' WHERE k = 2 AND region = 'south' AND false");
      db.run("UPDATE parted SET region = 'west' WHERE k = 1 AND region = 'south'");
      db.run("DELETE FROM parted WHERE k = 2 AND region = 'north'");
      db.run("UPDATE parted SET region = 'north' WHERE k = 2");
      db.run("UPDATE by_index SET b = 10, v = NULL WHERE a = 1");
      db.awaitTransactions(6);
    }
    db.restore(new RestoreTarget.End());

    // Then
    for (String table :
        List.of("odd", "parted", "parted_north", "parted_rest", "by_index", "no_columns")) {
      String all = "SELECT x::text FROM public.%s x ORDER BY 1".formatted(table);
      assertThat(db.restored(all)).as(table).isNotEmpty().isEqualTo(db.rows(all));
    }
    assertThat(proofOfByIndex()).isEmpty();
    db.restored("UPDATE public.by_index SET v = '' WHERE a = 1 RETURNING v");
    assertThat(proofOfByIndex())
        .contains("table public.by_index differs: 2 rows in the chain, 2 rows restored");
    assertThat(db.restored("INSERT INTO public.odd (p) VALUES (1) RETURNING id::text"))
        .containsExactly("3");
  }

  @Test
  void everyCharacterOfUnicodeComesBackInValuesKeysAndNames() throws Exception {
    // Given: all that a text may hold, which is all but 0 and the surrogates
    db.define(
        "CREATE TABLE public.written (block int PRIMARY KEY, v text); CREATE TABLE public.\"\ud83d\ude00 \u0301\u202e\" (\"\u00fc\ufeff\" text PRIMARY KEY)");
    String insert =
        "INSERT INTO written SELECT %1$d + c / 1024, string_agg(chr(c), '' ORDER BY c) FROM generate_series(1, 1114111) c WHERE c NOT BETWEEN 55296 AND 57343 GROUP BY c / 1024;"
            + " INSERT INTO \"\ud83d\ude00 \u0301\u202e\" SELECT left(v, 600) FROM written WHERE block >= %1$d AND block %% 97 = 0";
    db.run(insert.formatted(0));

    // When
    try (RunningBackup backup = db.start()) {
      db.awaitBase();
      db.run(insert.formatted(10_000));
      db.run("UPDATE written SET v = v || v WHERE block % 3 = 0");
      db.awaitEnd();
    }
    db.restore(new RestoreTarget.End());

    // Then
    for (String table : List.of("written", "\"\ud83d\ude00 \u0301\u202e\"")) {
      String all = "SELECT x::text FROM public.%s x ORDER BY 1".formatted(table);
      assertThat(db.restored(all).equals(db.rows(all))).as(table).isTrue();
      assertThat(db.rows(all)).as(table).hasSizeGreaterThan(20);
    }
  }

  @Test
  void valuesThatAreTooLongToBeHeldComeBack() throws Exception {
    // Given
    db.define(
        """
        CREATE TABLE public.keyed (id int PRIMARY KEY, v text, w int);
        CREATE TABLE public.bag (id int, v text, w int);
        ALTER TABLE public.bag REPLICA IDENTITY FULL;""");
    String insert =
        """
        INSERT INTO %1$s SELECT i, repeat(E'a\t"\\ü,\n', (10 ^ (i %% 5) * i)::int), 0 FROM generate_series(%2$d, %3$d) i;
        INSERT INTO %1$s SELECT i + 100, repeat('x', 9000 * i), 0 FROM generate_series(%2$d, %3$d) i;""";
    for (String table : List.of("public.keyed", "public.bag")) {
      db.run(insert.formatted(table, 1, 20));
    }

    // When
    try (RunningBackup backup = db.start()) {
      db.awaitBase();
      for (String table : List.of("public.keyed", "public.bag")) {
        db.run(insert.formatted(table, 21, 30));
        db.run("UPDATE " + table + " SET w = w + 1 WHERE id % 3 = 0");
        db.run("UPDATE " + table + " SET v = v || 'y' WHERE id % 4 = 0");
        db.run("DELETE FROM " + table + " WHERE id % 7 = 0");
      }
      db.awaitEnd();
    }
    db.restore(new RestoreTarget.End());

    // Then
    for (String table : List.of("keyed", "bag")) {
      String all =
          "SELECT id || ' ' || w || ' ' || length(v) || ' ' || md5(v) FROM public.%s ORDER BY 1"
              .formatted(table);
      assertThat(db.restored(all)).as(table).hasSize(52).isEqualTo(db.rows(all));
    }
  }

  private Optional<String> proofOfByIndex() throws SQLException {
    RowSums given = new RowSums(3);
    given.add(CopyText.bytes("2\t2\tv"), text -> null);
    given.add(CopyText.bytes("1\t10\t\\N"), text -> null);
    try (Connection connection = db.database(db.restoredName()).connect()) {
      return TableHashes.difference(
          connection, new TableName("public", "by_index"), List.of("a", "b", "v"), given);
    }
  }

  @Test
  void noTriggerTouchesWhatIsRestoredAndNoEncodingWhatItIsComparedWith() throws Exception {
    // Given
    db.define(TRIGGERS);
    db.run("INSERT INTO shouted VALUES (1, 'ü')");
    String rows = "SELECT x::text FROM public.shouted x ORDER BY id";
    String firing = "SELECT tgname::text || tgenabled::text FROM pg_catalog.pg_trigger ORDER BY 1";

    // When
    try (RunningBackup backup = db.start()) {
      db.awaitBase();
      db.run("INSERT INTO shouted VALUES (2, 'é')");
      Backups.barrier(db.source(), "loud");
      db.awaitBarrier("loud");
    }
    Database target = db.target();
    db.run(
        "CREATE DATABASE %s TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'"
            .formatted(db.restoredName()));
    RestoreReport report =
        db.backups()
            .restore(
                db.request(db.points().barrier(Optional.of("loud")), target),
                RestoreProgress.silent());

    // Then
    assertThat(report.differences()).isEmpty();
    assertThat(report.compared()).isEqualTo(1);
    assertThat(report.witness()).isEqualTo(RestoreRequest.Witness.BARRIER);
    assertThat(db.restored(rows)).isEqualTo(db.rows(rows)).contains("(1,ü!)", "(2,é!)");
    assertThat(db.restored(firing)).isEqualTo(db.rows(firing));
  }

  private void insert(String type, int from) throws SQLException {
    List<String> samples = TypeSamples.of(type);
    try (Connection connection = db.servers().postgres().connect(db.name())) {
      connection.setAutoCommit(false);
      try (PreparedStatement statement =
          connection.prepareStatement(
              "INSERT INTO public.\"of %1$s\" VALUES (?, cast(? AS pg_catalog.\"%1$s\"), ARRAY[cast(? AS pg_catalog.\"%1$s\"), NULL])"
                  .formatted(type))) {
        for (int i = 0; i < samples.size(); i++) {
          statement.setInt(1, from + i);
          statement.setObject(2, samples.get(i), Types.OTHER);
          statement.setObject(3, samples.get(samples.size() - 1 - i), Types.OTHER);
          statement.execute();
        }
        statement.setInt(1, from + samples.size());
        statement.setNull(2, Types.OTHER);
        statement.setNull(3, Types.OTHER);
        statement.execute();
      }
      connection.commit();
    } catch (SQLException e) {
      throw new SQLException(type + ": " + e.getMessage(), e);
    }
  }
}
