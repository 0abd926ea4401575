package io.holdfast.backup.restore;

import io.holdfast.backup.domain.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Parser;

/**
 * The SQL that follows the data, taken apart: what builds the indexes of one table, so that it can
 * run as soon as the rows of that table are there, and the rest. Whatever is not understood belongs
 * to the rest; order is kept within a table and within the rest.
 */
final class PostData {

  private static final String IDENTIFIER = "(\"(?:[^\"]|\"\")+\"|[\\w$]+)";
  private static final String TABLE = IDENTIFIER + "\\." + IDENTIFIER;
  private static final String BLANK = "(?:\\s|--[^\\n]*\\n)*";

  private static final Pattern INDEX =
      Pattern.compile(
          BLANK
              + "CREATE\\s+(?:UNIQUE\\s+)?INDEX\\s+(?:"
              + IDENTIFIER
              + "\\s+)?ON\\s+"
              + TABLE
              + "[\\s(].*",
          Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

  private static final Pattern CONSTRAINT =
      Pattern.compile(
          BLANK
              + "ALTER\\s+TABLE\\s+(?:ONLY\\s+)?"
              + TABLE
              + "\\s+ADD\\s+(?:CONSTRAINT\\s+"
              + IDENTIFIER
              + "\\s+)?(?:PRIMARY\\s+KEY|UNIQUE|EXCLUDE)[\\s(].*",
          Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

  private static final Pattern REFERENCE =
      Pattern.compile(
          BLANK
              + "ALTER\\s+TABLE\\s+ONLY\\s+"
              + TABLE
              + "\\s+ADD\\s+CONSTRAINT\\s+"
              + IDENTIFIER
              + "\\s+FOREIGN\\s+KEY\\s.*?\\sREFERENCES\\s+"
              + TABLE
              + "[\\s(].*",
          Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

  private static final Pattern SETTING =
      Pattern.compile(
          BLANK + "(?:SET\\s|SELECT\\s+pg_catalog\\.set_config\\().*",
          Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

  private final Set<TableName> tables;
  private final Predicate<TableName> withRows;
  private final Map<TableName, List<String>> indexes = new HashMap<>();
  private final Map<TableName, Integer> settingsTaken = new HashMap<>();
  private final List<String> settings = new ArrayList<>();
  private final List<String> rest = new ArrayList<>();

  private PostData(Collection<TableName> tables, Predicate<TableName> withRows) {
    this.tables = new HashSet<>(tables);
    this.withRows = withRows;
  }

  /**
   * Takes a script apart.
   *
   * @param tables those whose indexes are built on their own
   * @param withRows those that rows are restored of: what others refer to in vain is not checked
   */
  static PostData of(String script, Collection<TableName> tables, Predicate<TableName> withRows)
      throws SQLException {
    PostData parts = new PostData(tables, withRows);
    for (NativeQuery query : Parser.parseJdbcSql(script, true, false, true, false, false)) {
      parts.add(query.nativeSql);
    }
    return parts;
  }

  private void add(String statement) {
    Optional<TableName> table =
        tableOf(INDEX, 2, statement).or(() -> tableOf(CONSTRAINT, 1, statement));
    if (table.filter(tables::contains).isPresent()) {
      addIndex(table.get(), statement);
      return;
    }
    if (SETTING.matcher(statement).matches()) {
      settings.add(statement);
    }
    boolean inVain = tableOf(REFERENCE, 4, statement).filter(withRows.negate()).isPresent();
    rest.add(inVain ? statement + " NOT VALID" : statement);
  }

  private static Optional<TableName> tableOf(Pattern pattern, int group, String statement) {
    Matcher matcher = pattern.matcher(statement);
    return matcher.matches()
        ? Optional.of(
            new TableName(unquoted(matcher.group(group)), unquoted(matcher.group(group + 1))))
        : Optional.empty();
  }

  private static String unquoted(String identifier) {
    return identifier.startsWith("\"")
        ? identifier.substring(1, identifier.length() - 1).replace("\"\"", "\"")
        : identifier.toLowerCase(Locale.ROOT);
  }

  /** Behind the settings that hold where it stands in the script. */
  private void addIndex(TableName table, String statement) {
    List<String> statements = indexes.computeIfAbsent(table, name -> new ArrayList<>());
    statements.addAll(settings.subList(settingsTaken.getOrDefault(table, 0), settings.size()));
    settingsTaken.put(table, settings.size());
    statements.add(statement);
  }

  /**
   * What builds the indexes of a table, behind the settings that hold there; none if it has none.
   */
  List<String> indexes(TableName table) {
    return List.copyOf(indexes.getOrDefault(table, List.of()));
  }

  /** The SQL for when all rows and indexes are there. */
  String rest() {
    return String.join(";\n", rest);
  }
}
