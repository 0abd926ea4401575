package io.holdfast.backup.restore;

import io.holdfast.backup.domain.TableName;
import io.holdfast.backup.domain.ddl.Ddl;
import io.holdfast.backup.domain.fold.DatabaseFold;
import io.holdfast.backup.domain.fold.TableShape;
import io.holdfast.backup.postgres.Catalogue;
import io.holdfast.backup.postgres.Roles;
import io.holdfast.backup.postgres.SourceTable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Repeats the commands that changed the schema, and proves that they made the tables that the log
 * describes. Rows come from the log: a table is without them, or holds some that no command saw
 * change.
 */
final class SchemaReplay {

  /** SQLSTATEs of "undefined object" and, from the setting of a role, "invalid parameter value". */
  private static final Set<String> ROLE_MISSING = Set.of("42704", "22023");

  private static final Pattern SEVERAL = Pattern.compile(";\\s*\\S");

  private final Connection connection;
  private final boolean inTransaction;

  private SchemaReplay(Connection connection, boolean inTransaction) {
    this.connection = connection;
    this.inTransaction = inTransaction;
  }

  /** Each command as it was given, in a transaction of its own if it begins none. */
  static SchemaReplay oneByOne(Connection connection) {
    return new SchemaReplay(connection, false);
  }

  /** All commands in the transaction that the session is in. */
  static SchemaReplay inTransaction(Connection connection) {
    return new SchemaReplay(connection, true);
  }

  /**
   * Repeats commands. The database has the schema of before, indexes and constraints included.
   * Leaves the session with other settings.
   *
   * @param before commands whose effect is there; of a message that was repeated for them the rest
   *     is there too
   * @param sequences set where they were recorded, between the commands
   * @throws UnrepeatableCommand when one cannot be repeated
   */
  void run(List<Ddl> before, List<Ddl> commands, SequencePositions sequences)
      throws SQLException, IOException {
    try (Statement statement = connection.createStatement()) {
      settle(statement);
      Set<String> whole = wholeMessages(commands);
      whole.addAll(wholeMessages(before));
      Set<List<String>> messages = new HashSet<>();
      before.forEach(command -> messages.add(List.of(command.message(), command.statement())));
      for (int i = 0; i < commands.size(); i++) {
        if (i == sequences.commands()) {
          statement.execute("RESET ROLE");
          sequences.set(connection);
        }
        Ddl command = commands.get(i);
        if (command.inside()
            ? !whole.contains(command.message()) && !isAgain(command, i, commands)
            : messages.add(List.of(command.message(), command.statement()))) {
          repeat(statement, command);
        }
      }
      statement.execute("RESET ROLE");
      if (sequences.commands() == commands.size()) {
        sequences.set(connection);
      }
      sequences.advance(connection);
    }
  }

  private static void settle(Statement statement) throws SQLException {
    statement.execute("RESET ALL");
    statement.execute("SET session_replication_role = replica");
    statement.execute("SET check_function_bodies = off");
  }

  /** A function may give several commands as one text, which each of them shows. */
  private static boolean isAgain(Ddl command, int place, List<Ddl> commands) {
    return place > 0
        && commands.get(place - 1).inside()
        && commands.get(place - 1).message().equals(command.message())
        && commands.get(place - 1).statement().equals(command.statement())
        && SEVERAL.matcher(command.statement()).find();
  }

  /** Messages that are repeated as a whole, and with them what functions in them did. */
  private static Set<String> wholeMessages(List<Ddl> commands) {
    return commands.stream()
        .filter(command -> !command.inside())
        .map(Ddl::message)
        .collect(Collectors.toSet());
  }

  private void repeat(Statement statement, Ddl command) throws UnrepeatableCommand {
    try {
      try {
        give(statement, command);
      } catch (SQLException e) {
        if (!ROLE_MISSING.contains(String.valueOf(e.getSQLState()))) {
          throw e;
        }
        // only now: the statement may be a message that makes the role itself
        statement.execute(inTransaction ? "ROLLBACK TO holdfast_command" : "ROLLBACK");
        statement.execute("RESET ROLE");
        Roles.make(connection, command.roles());
        give(statement, command);
      }
    } catch (SQLException e) {
      throw new UnrepeatableCommand(command, e);
    }
  }

  private void give(Statement statement, Ddl command) throws SQLException {
    statement.execute("RESET ROLE");
    if (inTransaction) {
      // what was set for a transaction of before is not to last
      settle(statement);
      statement.execute("SAVEPOINT holdfast_command");
    }
    try (PreparedStatement setting =
        connection.prepareStatement("SELECT set_config(?, ?, false)")) {
      for (Map.Entry<String, String> entry : settings(command).entrySet()) {
        setting.setString(1, entry.getKey());
        setting.setString(2, entry.getValue());
        setting.execute();
      }
    }
    if (inTransaction) {
      boolean standardStrings =
          !"off".equals(command.settings().get("standard_conforming_strings"));
      for (String part : MessageInTransaction.statements(command.statement(), standardStrings)) {
        statement.execute(part);
      }
      statement.execute("RELEASE holdfast_command");
    } else {
      statement.execute(command.statement());
      // the message may begin a transaction that a later one, which is not repeated, ended
      statement.execute("COMMIT");
    }
  }

  private static Map<String, String> settings(Ddl command) {
    Map<String, String> settings = new LinkedHashMap<>(command.settings());
    // the driver wants ISO; how a literal is read depends on the order of day, month and year alone
    settings.computeIfPresent("DateStyle", (name, style) -> style.replaceFirst("^\\w+", "ISO"));
    settings.put("search_path", command.searchPath());
    settings.put("role", command.role());
    return settings;
  }

  /** Removes what commands such as CREATE TABLE AS wrote: all rows come from the log. */
  void empty() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (SourceTable table : Catalogue.tables(connection)) {
        statement.execute("DELETE FROM ONLY " + table.name().quoted());
      }
    }
  }

  /**
   * Proves that the tables are there as the log describes them.
   *
   * @throws IOException when the commands led to others
   */
  void requireMade(List<DatabaseFold.Folded> tables) throws SQLException, IOException {
    Map<TableName, SourceTable> made = new HashMap<>();
    Catalogue.tables(connection).forEach(table -> made.put(table.name(), table));
    for (DatabaseFold.Folded table : tables) {
      TableShape shape = table.shape();
      SourceTable there = made.get(shape.name());
      if (there == null || !columns(shape(there)).equals(columns(shape))) {
        throw new IOException(
            "the commands given after the base do not make table %s with columns %s of types %s, but %s: restore to before them, or from a later base"
                .formatted(
                    shape.name(),
                    shape.columns(),
                    shape.types(),
                    there == null ? "none" : there.columns() + " of types " + there.types()));
      }
    }
  }

  private static TableShape shape(SourceTable table) {
    return new TableShape(
        table.name(), table.oid(), table.numbers(), table.columns(), table.types());
  }

  /** Types by column; of those that users made only that they are. */
  private static Map<String, String> columns(TableShape shape) {
    Map<String, String> columns = new HashMap<>();
    for (int i = 0; i < shape.columns().size(); i++) {
      columns.put(
          shape.columns().get(i), shape.isOfUsers(i) ? "a type of users" : shape.types().get(i));
    }
    return columns;
  }
}
