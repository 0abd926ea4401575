package io.holdfast.e2e.faults.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.backup.domain.RestoreTarget;
import io.holdfast.backup.postgres.Database;
import io.holdfast.records.ManifestKind;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What only a server with extensions and programs of its own can show, Debian's PostgreSQL 15:
 * types of extensions, schema by pg_dump, roles, grants, large objects and sequences that come back
 * on another server, and messages in another language. Prints the table of types for the docs.
 */
class ExtensionFaults {

  private static final String EXTENSIONS =
      "SELECT name FROM pg_available_extensions WHERE name IN ('postgis', 'vector', 'hstore', 'citext', 'ltree', 'cube', 'seg', 'isn') ORDER BY 1";

  /** Types of the extensions that a column can have, in their order. */
  private static final String TYPES =
      """
      SELECT t.typname, e.extname FROM pg_type t
        JOIN pg_depend d ON d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e'
        JOIN pg_extension e ON e.oid = d.refobjid
       WHERE t.typtype = 'b' AND t.typcategory <> 'A' AND t.typname <> 'ghstore' AND t.typname <> 'ltree_gist'
       ORDER BY 2, 1""";

  /** Fails where a restore calls it, instead of what it called. */
  private static final String ONLY_IN_SOURCE =
      """
      CREATE FUNCTION only_in_source(command text) RETURNS void LANGUAGE plpgsql AS $$
      BEGIN
        IF current_database() <> 'orders' THEN
          RAISE 'called in %', current_database();
        END IF;
        EXECUTE command;
      END $$""";

  private static final Map<String, List<String>> SAMPLES = new LinkedHashMap<>();

  static {
    sample("citext", "MiXed", "");
    sample("cube", "(1,2,3),(4,5,6)", "(0)");
    sample("seg", "~0.5 .. <6.50", "1.0");
    sample("hstore", "a=>1, \"b c\"=>NULL", "");
    sample("ltree", "Top.Science", "");
    sample("lquery", "Top.*{0,2}.sport*@", "a");
    sample("ltxtquery", "Europe & Russia*@ & !Transport", "a");
    sample("ean13", "9780393040029", "2000000000008");
    sample("isbn", "039304002X");
    sample("isbn13", "978-0-393-04002-9");
    sample("ismn", "M-2306-7118-7");
    sample("ismn13", "979-0-2306-7118-7");
    sample("issn", "1436-4522");
    sample("issn13", "977-1436-452-00-8");
    sample("upc", "220356483481");
    sample(
        "geometry",
        "SRID=4326;POINT Z (0.1 -0.2 1e300)",
        "POINT EMPTY",
        "POLYGON((0 0,1 0,1 1,0 0))",
        "GEOMETRYCOLLECTION M (POINT M (1 2 3),LINESTRING M (0 0 1,1 1 2))");
    sample("geography", "SRID=4326;POINT(-180 90)", "LINESTRING(0 0,179.999 -89.999)");
    sample("box2d", "BOX(1 2,3 4)");
    sample("box3d", "BOX3D(1 2 3,4 5 6)");
    sample("gidx");
    sample("box2df");
    sample("spheroid", "SPHEROID(\"WGS 84\",6378137,298.257223563)");
    sample("vector", "[1,2.5,-0]", "[3.4e38,1e-45]");
  }

  private static void sample(String type, String... literals) {
    SAMPLES.put(type, List.of(literals));
  }

  @TempDir Path directory;

  @BeforeEach
  void onlyWhereDebiansServerIsInstalled() {
    assumeTrue(DebianPostgres.isInstalled(), "PostgreSQL 15 of Debian is not installed");
  }

  @Test
  void whatExtensionsRolesAndLargeObjectsAreMadeOfComesBackOnAnotherServer() throws Exception {
    try (Sandbox sandbox = Sandbox.start(Part.BROKER, Part.REGISTRY);
        var server = DebianPostgres.primary(directory.resolve("source"), Map.of());
        var other = DebianPostgres.primary(directory.resolve("other"), Map.of());
        BackedDatabase backed =
            new BackedDatabase(sandbox, BackedDatabase.on(server), directory, "SELECT 1")) {
      // Given
      List<String> types = extensions(backed.source());
      backed.set("source.schema.source", "pg-dump");
      backed.run(
          "CREATE ROLE \"the Clerk\" LOGIN; CREATE ROLE readers; GRANT readers TO \"the Clerk\";"
              + " CREATE TABLE owned (id serial PRIMARY KEY, v text); ALTER TABLE owned OWNER TO \"the Clerk\";"
              + " GRANT SELECT ON owned TO readers; CREATE SEQUENCE apart; SELECT nextval('apart');"
              + " SELECT lo_from_bytea(4711, decode(repeat('00ff', 5000), 'hex')); SELECT lo_create(4712);"
              + " GRANT CREATE ON SCHEMA public TO \"the Clerk\"");
      insert(backed, types, 0);
      ChildProcess process = backed.start();
      backed.awaitBase();

      // When
      insert(backed, types, 100);
      backed.run(
          "SET ROLE \"the Clerk\"; CREATE TABLE by_clerk (id int PRIMARY KEY); GRANT INSERT ON by_clerk TO readers; RESET ROLE");
      backed.run("INSERT INTO by_clerk VALUES (1); INSERT INTO owned (v) VALUES ('x')");
      backed.run("SELECT lo_put(4711, 3, 'changed'), setval('apart', 77)");
      String barrier = backed.barrier(backed.source());
      await()
          .atMost(60, TimeUnit.SECONDS)
          .until(
              () ->
                  backed.chain().manifests().stream()
                          .filter(manifest -> manifest.getKind() == ManifestKind.BASE)
                          .count()
                      == 2);
      process.terminate(Duration.ofSeconds(30));

      // Then
      backed.restoreAndCompare(barrier);
      Database restored = backed.restore(new RestoreTarget.End(), BackedDatabase.on(other));
      assertThat(DatabaseContent.of(restored)).isEqualTo(DatabaseContent.of(backed.source()));
      for (String query :
          List.of(
              "SELECT relname || ' ' || pg_get_userbyid(relowner) || ' ' || coalesce(relacl::text, '') FROM pg_class WHERE relname IN ('owned', 'by_clerk') ORDER BY 1",
              "SELECT oid || ' ' || md5(lo_get(oid)) FROM pg_largeobject_metadata ORDER BY 1",
              "SELECT last_value::text FROM public.apart",
              "SELECT r.rolname || ' ' || r.rolcanlogin FROM pg_roles r WHERE r.rolname IN ('the Clerk', 'readers') ORDER BY 1")) {
        assertThat(rows(restored, query)).as(query).isEqualTo(rows(backed.source(), query));
      }
    }
  }

  /** The server's context tells which command a function gave, in the server's words. */
  @Test
  void commandsOfFunctionsAreToldFromTheirCallersWhateverLanguageTheServerSpeaks()
      throws Exception {
    try (Sandbox sandbox = Sandbox.start(Part.BROKER, Part.REGISTRY);
        var server = DebianPostgres.primary(directory.resolve("source"), Map.of());
        BackedDatabase backed =
            new BackedDatabase(sandbox, BackedDatabase.on(server), directory, ONLY_IN_SOURCE)) {
      // Given
      assumeTrue(speaksGerman(backed), "the locale de_DE.utf8 is not installed");
      ChildProcess process = backed.start();
      backed.awaitBase();

      // When
      backed.run("SELECT only_in_source('CREATE TABLE made (id int PRIMARY KEY)')");
      backed.run("INSERT INTO made SELECT generate_series(1, 5)");
      backed.run("SELECT only_in_source('ALTER TABLE made ADD COLUMN v int DEFAULT 7')");
      String barrier = backed.barrier(backed.source());
      process.terminate(Duration.ofSeconds(30));

      // Then
      backed.restoreAndCompare(barrier);
    }
  }

  private static boolean speaksGerman(BackedDatabase backed) throws SQLException {
    try {
      backed.run("ALTER DATABASE orders SET lc_messages = 'de_DE.utf8'");
    } catch (SQLException unknown) {
      return false;
    }
    try {
      backed.run("SELECT 1 / 0");
      return false;
    } catch (SQLException refused) {
      return refused.getMessage().contains("Division durch Null");
    }
  }

  private static List<String> extensions(Database source) throws SQLException {
    List<String> types = new ArrayList<>();
    List<String> available = rows(source, EXTENSIONS);
    try (Connection connection = BackedDatabase.open(source);
        Statement statement = connection.createStatement()) {
      for (String name : available) {
        statement.execute("CREATE EXTENSION " + name);
      }
      try (ResultSet row = statement.executeQuery(TYPES)) {
        while (row.next()) {
          List<String> samples = SAMPLES.get(row.getString(1));
          assertThat(samples).as("samples of " + row.getString(1)).isNotNull();
          System.out.printf(
              "| %s | %s | %d |%n", row.getString(2), row.getString(1), samples.size());
          if (!samples.isEmpty()) {
            types.add(row.getString(1));
          }
        }
      }
      for (String type : types) {
        statement.execute(
            "CREATE TABLE public.\"of %1$s\" (id int PRIMARY KEY, v public.\"%1$s\", vs public.\"%1$s\"[])"
                .formatted(type));
      }
    }
    if (!available.contains("vector")) {
      System.out.println("pgvector is not installed: its type was not tried");
    }
    return types;
  }

  private static void insert(BackedDatabase backed, List<String> types, int from)
      throws SQLException {
    for (String type : types) {
      List<String> samples = SAMPLES.get(type);
      for (int i = 0; i < samples.size(); i++) {
        backed.run(
            "INSERT INTO public.\"of %1$s\" VALUES (%2$d, '%3$s', ARRAY['%3$s'::public.\"%1$s\", NULL])"
                .formatted(type, from + i, samples.get(i).replace("'", "''")));
      }
    }
  }

  private static List<String> rows(Database database, String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = BackedDatabase.open(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        rows.add(row.getString(1));
      }
    }
    return rows;
  }
}
