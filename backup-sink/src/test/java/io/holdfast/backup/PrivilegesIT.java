package io.holdfast.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.backup.postgres.Database;
import io.holdfast.backup.postgres.DdlTriggers;
import io.holdfast.backup.postgres.ExportedSlot;
import io.holdfast.backup.postgres.LargeObjects;
import io.holdfast.backup.postgres.Publication;
import io.holdfast.backup.postgres.Roles;
import io.holdfast.backup.postgres.Sequences;
import io.holdfast.runtime.StartRefusedException;
import io.holdfast.sandbox.Sandbox;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;

/**
 * What a backup can do with the privileges that a role has, tried one by one; the page in the docs
 * says the same. {@code -Dreference.write=true} writes it.
 */
class PrivilegesIT {

  private static final Path PAGE = Path.of("../ops/docs/reference/backup-privileges.md");

  private static final String HEAD =
      """
      # What a backup can do with which privileges

      Tried by a test, on PostgreSQL 17. Managed servers give their administrators something between the first two columns, often
      with event triggers and publications of all tables; what a role of yours may is what counts.

      - **superuser**
      - **administrator**: `LOGIN REPLICATION CREATEROLE CREATEDB`, `CREATE` on the database, owner of the tables
      - **replicator**: `LOGIN REPLICATION`, member of `pg_read_all_data`
      - **reader**: `LOGIN`, member of `pg_read_all_data`

      """;

  private static final String FOOT =
      """

      Where the publication of all tables cannot be made, let a superuser run `CREATE PUBLICATION holdfast FOR ALL TABLES` once.

      Where event triggers cannot be made, DDL is not followed: a restore ends before the first change of a table that was made or
      altered after the base, and says so. A command that rewrites values but no type (`ALTER COLUMN … TYPE int USING v + 1`, `SET
      LOGGED`) is then found only by comparing a restore with a barrier: take a new base after such.

      Passwords of roles are never in a backup.
      """;

  private interface Attempt {
    boolean with(Database database) throws SQLException, IOException;
  }

  @RegisterExtension final BackedDatabase db = new BackedDatabase("", "a");

  @Test
  void thePageSaysWhatEachLevelAllows() throws Exception {
    Map<String, Attempt> attempts = attempts();
    StringBuilder table = new StringBuilder(HEAD).append("| | ");
    List<String> levels = List.of("superuser", "administrator", "replicator", "reader");
    table.append(String.join(" | ", levels)).append(" |\n|---|---|---|---|---|\n");
    Map<String, List<String>> lines = new LinkedHashMap<>();
    for (String level : levels) {
      Database database = prepare(db.servers(), level);
      for (Map.Entry<String, Attempt> attempt : attempts.entrySet()) {
        lines
            .computeIfAbsent(attempt.getKey(), key -> new ArrayList<>())
            .add(attempt.getValue().with(database) ? "yes" : "no");
      }
    }
    lines.forEach(
        (what, cells) ->
            table
                .append("| ")
                .append(what)
                .append(" | ")
                .append(String.join(" | ", cells))
                .append(" |\n"));
    String page = table.append(FOOT).toString();

    if (Boolean.getBoolean("reference.write")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
        .as("run the test with -Dreference.write=true")
        .isEqualTo(page);
  }

  private static Map<String, Attempt> attempts() {
    Map<String, Attempt> attempts = new LinkedHashMap<>();
    attempts.put("publication of all tables", PrivilegesIT::publication);
    attempts.put("slot: capture and base", PrivilegesIT::slot);
    attempts.put("base of ordinary tables", database -> copy(database, "public.plain"));
    attempts.put(
        "base of tables with row security (never filtered)",
        database -> copy(database, "public.secured"));
    attempts.put("DDL is followed (event triggers)", PrivilegesIT::triggers);
    attempts.put(
        "barriers, named points, heartbeat",
        database -> can(database, "SELECT pg_logical_emit_message(false, 'holdfast.point', 'p')"));
    attempts.put(
        "a single table copied again",
        database -> can(database, "SELECT count(*) FROM holdfast.stale"));
    attempts.put("positions of sequences", PrivilegesIT::sequences);
    attempts.put("large objects", PrivilegesIT::largeObjects);
    attempts.put("roles and memberships, without passwords", PrivilegesIT::roles);
    return attempts;
  }

  private static Database prepare(Sandbox sandbox, String level) throws SQLException {
    sandbox.postgres().createDatabase(level);
    String superuser = sandbox.postgres().user();
    String role = level.equals("superuser") ? superuser : level;
    try (Connection connection = sandbox.postgres().connect(level);
        Statement statement = connection.createStatement()) {
      if (level.equals("administrator")) {
        statement.execute(
            "CREATE ROLE administrator LOGIN REPLICATION CREATEROLE CREATEDB; GRANT CREATE ON DATABASE administrator TO administrator; GRANT CREATE ON SCHEMA public TO administrator");
      } else if (!level.equals("superuser")) {
        statement.execute(
            "CREATE ROLE %1$s LOGIN %2$s; GRANT pg_read_all_data TO %1$s"
                .formatted(level, level.equals("replicator") ? "REPLICATION" : ""));
      }
      if (level.equals("administrator")) {
        statement.execute("SET ROLE administrator");
      }
      statement.execute(
          "CREATE TABLE public.plain (id serial PRIMARY KEY); CREATE TABLE public.secured (id int PRIMARY KEY);"
              + " ALTER TABLE public.secured ENABLE ROW LEVEL SECURITY");
      statement.execute("RESET ROLE");
      statement.execute("SELECT lo_create(0)");
    }
    return new Database(sandbox.postgres().jdbcUrl(level), role, sandbox.postgres().password());
  }

  private static boolean publication(Database database) throws SQLException {
    try (Connection connection = database.connect()) {
      Publication.ensure(connection, "holdfast");
      return true;
    } catch (StartRefusedException refused) {
      return false;
    }
  }

  private static boolean slot(Database database) {
    try (ExportedSlot slot = ExportedSlot.create(database, "tried")) {
      slot.close();
      ExportedSlot.drop(database, "tried");
      return true;
    } catch (SQLException refused) {
      return false;
    }
  }

  private static boolean copy(Database database, String table) throws SQLException, IOException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
      statement.execute("LOCK TABLE ONLY " + table + " IN ACCESS SHARE MODE");
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut("COPY " + table + " TO STDOUT", new ByteArrayOutputStream());
      return true;
    } catch (SQLException refused) {
      return false;
    }
  }

  private static boolean triggers(Database database) throws SQLException {
    try (Connection connection = database.connect()) {
      return DdlTriggers.install(connection);
    }
  }

  private static boolean can(Database database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
      return true;
    } catch (SQLException refused) {
      return false;
    }
  }

  private static boolean sequences(Database database) throws SQLException {
    try (Connection connection = database.connect()) {
      return Sequences.asText(connection).contains("plain_id_seq");
    }
  }

  private static boolean largeObjects(Database database) throws SQLException {
    try (Connection connection = database.connect()) {
      return LargeObjects.are(connection).orElse(false);
    }
  }

  private static boolean roles(Database database) throws SQLException {
    try (Connection connection = database.connect()) {
      return Roles.sql(connection).contains("CREATE ROLE");
    }
  }
}
