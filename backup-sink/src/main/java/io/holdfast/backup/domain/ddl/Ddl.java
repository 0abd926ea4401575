package io.holdfast.backup.domain.ddl;

import io.holdfast.backup.domain.CopyText;
import io.holdfast.backup.domain.MalformedStream;
import io.holdfast.backup.domain.TableName;
import io.holdfast.backup.domain.ddl.DescribedTable.DescribedColumn;
import io.holdfast.records.Relation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One command that changed the schema, as a row of {@code holdfast.ddl} tells it.
 *
 * @param tag what kind of command, as in {@code ALTER TABLE}
 * @param statement what to repeat; empty when nothing is
 * @param message when the client's message came that it was in; empty for what an event trigger of
 *     the user did, which a repeated message does not do again
 * @param inside whether it was given inside a function; else the statement is the whole message
 * @param searchPath the search path it was given under
 * @param role who gave it
 * @param settings by which the statement's literals are read, by name; empty in rows of earlier
 *     versions
 * @param tables the tables it concerned, as they became
 * @param dropped object ids of tables that are gone
 * @param roles names of roles that the statement needs
 * @param rewritten tables whose values changed without the log telling how, and why, by object id
 */
public record Ddl(
    String tag,
    String statement,
    String message,
    boolean inside,
    String searchPath,
    String role,
    Map<String, String> settings,
    List<DescribedTable> tables,
    List<Long> dropped,
    List<String> roles,
    Map<Long, String> rewritten) {

  /** Where the rows come from. */
  public static final TableName TABLE = new TableName("holdfast", "ddl");

  /** Commands after which a table that nobody has heard of is a new one, and so empty. */
  private static final Set<String> MAKING =
      Set.of("CREATE TABLE", "CREATE TABLE AS", "SELECT INTO", "CREATE SCHEMA", "CREATE EXTENSION");

  private static final Pattern ADDS_VALUE =
      Pattern.compile("\\bADD\\s+VALUE\\b", Pattern.CASE_INSENSITIVE);

  public Ddl {
    settings = Map.copyOf(settings);
    tables = List.copyOf(tables);
    dropped = List.copyOf(dropped);
    roles = List.copyOf(roles);
    rewritten = Map.copyOf(rewritten);
  }

  /** Whether a table that it describes and that was not there is new. */
  public boolean makesTables() {
    return MAKING.contains(tag);
  }

  /** Whether it adds a value to an enumerated type, which only later transactions can use. */
  public boolean addsValue() {
    return tag.equals("ALTER TYPE") && ADDS_VALUE.matcher(statement).find();
  }

  /** The same command with another copy of its statement. */
  public Ddl withStatement(String statement) {
    return new Ddl(
        tag,
        statement,
        message,
        inside,
        searchPath,
        role,
        settings,
        tables,
        dropped,
        roles,
        rewritten);
  }

  /**
   * Reads a row.
   *
   * @throws MalformedStream when it is not one of this table
   */
  public static Ddl of(Relation relation, List<?> row) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < row.size(); i++) {
      if (row.get(i) instanceof String text) {
        values.put(relation.getColumns().get(i).getName(), text);
      }
    }
    List<DescribedTable> tables = new ArrayList<>();
    List<Long> dropped = new ArrayList<>();
    List<String> roles = new ArrayList<>();
    Map<Long, String> rewritten = new HashMap<>();
    new Description(tables, dropped, roles, rewritten).read(values.getOrDefault("description", ""));
    return new Ddl(
        values.getOrDefault("tag", ""),
        values.getOrDefault("statement", ""),
        values.getOrDefault("message_at", ""),
        !values.containsKey("message_at") || values.getOrDefault("inside", "f").equals("t"),
        values.getOrDefault("search_path", ""),
        values.getOrDefault("role", ""),
        settings(values.getOrDefault("settings", "")),
        tables,
        dropped,
        roles,
        rewritten);
  }

  private static Map<String, String> settings(String text) {
    Map<String, String> settings = new HashMap<>();
    text.lines()
        .map(line -> CopyText.fields(line).stream().map(CopyText::value).toList())
        .forEach(fields -> settings.put(fields.get(0), fields.get(1)));
    return settings;
  }

  /** Takes the lines of a description apart. */
  private record Description(
      List<DescribedTable> tables,
      List<Long> dropped,
      List<String> roles,
      Map<Long, String> rewritten) {

    void read(String text) {
      DescribedTable open = null;
      List<DescribedColumn> columns = new ArrayList<>();
      for (String line : text.split("\n", -1)) {
        List<String> fields = CopyText.fields(line).stream().map(CopyText::value).toList();
        switch (fields.get(0)) {
          case "c":
            columns.add(
                new DescribedColumn(
                    Integer.parseInt(fields.get(1)), fields.get(2), fields.get(3), fields.get(4)));
            break;
          case "t":
            close(open, columns);
            open = tableOf(fields);
            break;
          case "d":
            dropped.add(Long.valueOf(fields.get(1)));
            break;
          case "o":
            roles.add(fields.get(1));
            break;
          case "r":
            rewritten.putIfAbsent(Long.valueOf(fields.get(1)), fields.get(2));
            break;
          case "":
            break;
          default:
            throw new MalformedStream("a row of holdfast.ddl has a line '" + fields.get(0) + "'");
        }
      }
      close(open, columns);
    }

    private static DescribedTable tableOf(List<String> fields) {
      return new DescribedTable(
          Long.parseLong(fields.get(1)),
          new TableName(fields.get(2), fields.get(3)),
          fields.get(4).equals("t"),
          List.of());
    }

    private void close(DescribedTable open, List<DescribedColumn> columns) {
      if (open != null) {
        tables.add(new DescribedTable(open.oid(), open.name(), open.covered(), columns));
        columns.clear();
      }
    }
  }
}
