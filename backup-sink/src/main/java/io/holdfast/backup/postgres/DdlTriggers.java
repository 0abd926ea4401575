package io.holdfast.backup.postgres;

import io.holdfast.runtime.Reason;
import io.holdfast.runtime.StartRefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * Event triggers that write a row into {@code holdfast.ddl} for every command that changes the
 * schema, in its own transaction. They are in {@code ddl.sql}.
 */
public final class DdlTriggers {

  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  /** Any number; two processes that start at once must not make the same objects. */
  private static final long LOCK = 6_208_135_077_452L;

  private static final String INSTALLED =
      "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = 'holdfast'"
          + " AND (SELECT count(*) FROM pg_event_trigger WHERE evtname LIKE '!holdfast\\_%' AND evtenabled = 'A') = 5";

  /** Those of earlier versions too. */
  private static final List<String> NAMES =
      List.of(
          "!holdfast_command",
          "!holdfast_command_drop",
          "!holdfast_ddl",
          "!holdfast_drop",
          "!holdfast_rewrite",
          "holdfast_ddl",
          "holdfast_drop",
          "holdfast_rewrite");

  /** Found by what they call, for another version may name them otherwise. */
  private static final String FIRING =
      """
      SELECT count(*)
        FROM pg_event_trigger trigger
        JOIN pg_proc called ON called.oid = trigger.evtfoid
        JOIN pg_namespace schema ON schema.oid = called.pronamespace
       WHERE schema.nspname = 'holdfast' AND trigger.evtenabled = 'A'""";

  private static final String CREATE = "CREATE EVENT TRIGGER";
  private static final Pattern HOW_MANY = Pattern.compile("its (\\d+) triggers");

  private DdlTriggers() {}

  /**
   * Makes them, or brings those of another version up to date.
   *
   * @param connection outside a transaction
   * @return false where the role may not: only a superuser, or what stands for one on a managed
   *     server, can make event triggers
   */
  public static boolean install(Connection connection) throws SQLException {
    String script = script();
    String version = versionOf(script, script);
    if (version.equals(installed(connection))) {
      return true;
    }
    if (install(connection, script, version)) {
      return true;
    }
    // the list of tables to copy again is of use without triggers too
    String without = script.substring(0, script.indexOf(CREATE));
    install(connection, without, versionOf(script, without));
    return false;
  }

  /**
   * How many were made when they were installed last; 0 where the role could not. Empty where the
   * schema of the backup is not there, or is of a version that did not note it.
   */
  public static OptionalInt made(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = 'holdfast'")) {
      String comment = row.next() ? row.getString(1) : null;
      Matcher number = HOW_MANY.matcher(comment == null ? "" : comment);
      return number.find()
          ? OptionalInt.of(Integer.parseInt(number.group(1)))
          : OptionalInt.empty();
    }
  }

  /** How many are there and fire in every session. */
  public static int firing(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(FIRING)) {
      row.next();
      return row.getInt(1);
    }
  }

  /**
   * Checks that all that were made fire: DDL that they do not see is missing from the log.
   *
   * @throws StartRefusedException when they do not
   */
  public static void requireFiring(Connection connection) throws SQLException {
    if (firing(connection) < made(connection).orElse(0)) {
      throw new StartRefusedException(
          Reason.DATABASE,
          "event triggers of the backup were dropped or disabled, and role %s may not make them again: start the backup once as a superuser, or let one DROP SCHEMA holdfast CASCADE, to go on without"
              .formatted(connection.getMetaData().getUserName()));
    }
  }

  private static boolean install(Connection connection, String script, String version)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
      try {
        statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
        for (String name : NAMES) {
          statement.execute("DROP EVENT TRIGGER IF EXISTS \"" + name + "\"");
        }
        statement.execute(script);
        statement.execute("COMMENT ON SCHEMA holdfast IS '" + version + "'");
        statement.execute("COMMIT");
        return true;
      } catch (SQLException e) {
        statement.execute("ROLLBACK");
        if (INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
          return false;
        }
        throw e;
      }
    }
  }

  private static String installed(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(INSTALLED)) {
      return row.next() ? row.getString(1) : null;
    }
  }

  private static String script() {
    try (InputStream in = DdlTriggers.class.getResourceAsStream("ddl.sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String versionOf(String script, String part) {
    CRC32 sum = new CRC32();
    sum.update(script.getBytes(StandardCharsets.UTF_8));
    return "of the backup; its %d triggers write what DDL did into the log, version %08x"
        .formatted(part.split(CREATE, -1).length - 1, sum.getValue());
  }
}
