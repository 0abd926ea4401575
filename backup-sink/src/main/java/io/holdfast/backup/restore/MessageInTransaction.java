package io.holdfast.backup.restore;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Parser;

/**
 * A client's message as statements for a transaction that is open already: without those that begin
 * and commit one, and without {@code CONCURRENTLY} where it only spares others the waiting.
 */
final class MessageInTransaction {

  private static final Pattern BEGINS_OR_COMMITS =
      pattern(
          "(?:BEGIN|START\\s+TRANSACTION|SET\\s+(?:LOCAL\\s+)?TRANSACTION|COMMIT(?!\\s+PREPARED)|END)\\b.*");

  private static final Pattern ENDS_OTHERWISE =
      pattern(
          "(?:COMMIT\\s+PREPARED|PREPARE\\s+TRANSACTION|ABORT|ROLLBACK(?!(?:\\s+(?:WORK|TRANSACTION))?\\s+TO\\b))\\b.*");

  private static final Pattern CONCURRENTLY =
      pattern(
          "((?:CREATE\\s+(?:UNIQUE\\s+)?INDEX|DROP\\s+INDEX|REINDEX\\s+(?:\\([^)]*\\)\\s*)?\\w+)\\s+)CONCURRENTLY\\s+(.*)");

  private MessageInTransaction() {}

  private static Pattern pattern(String statement) {
    return Pattern.compile(statement, Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
  }

  /**
   * The statements, in order.
   *
   * @param standardStrings whether a backslash is an ordinary character
   * @throws SQLException when the message rolls back, or commits in two phases
   */
  static List<String> statements(String message, boolean standardStrings) throws SQLException {
    List<String> statements = new ArrayList<>();
    for (NativeQuery query :
        Parser.parseJdbcSql(message, standardStrings, false, true, false, false)) {
      String statement = query.nativeSql.substring(blanks(query.nativeSql));
      if (ENDS_OTHERWISE.matcher(statement).matches()) {
        throw new SQLException("not within the transaction that a delta is", "25001");
      }
      if (!statement.isEmpty() && !BEGINS_OR_COMMITS.matcher(statement).matches()) {
        Matcher concurrently = CONCURRENTLY.matcher(statement);
        statements.add(
            concurrently.matches() ? concurrently.group(1) + concurrently.group(2) : statement);
      }
    }
    return statements;
  }

  /** Where a statement begins, behind blanks and comments, which may lie in each other. */
  private static int blanks(String sql) {
    int at = 0;
    int depth = 0;
    while (at < sql.length()) {
      if (sql.startsWith("/*", at)) {
        depth++;
        at += 2;
      } else if (depth > 0 && sql.startsWith("*/", at)) {
        depth--;
        at += 2;
      } else if (depth == 0 && sql.startsWith("--", at)) {
        while (at < sql.length() && sql.charAt(at) != '\n' && sql.charAt(at) != '\r') {
          at++;
        }
      } else if (depth > 0 || Character.isWhitespace(sql.charAt(at))) {
        at++;
      } else {
        return at;
      }
    }
    return at;
  }
}
