package io.holdfast.backup.restore;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Parser;

/**
 * A client's message as statements for a transaction that is open already: without those that begin
 * and commit one, and without {@code CONCURRENTLY}, which only spares others the waiting.
 */
final class MessageInTransaction {

  private static final String BLANK = "(?:\\s|--[^\\n]*(?:\\n|$)|/\\*.*?\\*/)*+";

  private static final Pattern BEGINS_OR_COMMITS =
      pattern("(?:BEGIN|START\\s+TRANSACTION|COMMIT(?!\\s+PREPARED)|END)\\b.*");

  private static final Pattern ENDS_OTHERWISE =
      pattern(
          "(?:COMMIT\\s+PREPARED|PREPARE\\s+TRANSACTION|ABORT|ROLLBACK(?!(?:\\s+(?:WORK|TRANSACTION))?\\s+TO\\b))\\b.*");

  private static final Pattern CONCURRENTLY =
      pattern(
          "((?:CREATE\\s+(?:UNIQUE\\s+)?INDEX|DROP\\s+INDEX|REINDEX\\s+(?:\\([^)]*\\)\\s*)?\\w+)\\s+)CONCURRENTLY\\s+(.*)");

  private MessageInTransaction() {}

  private static Pattern pattern(String statement) {
    return Pattern.compile(
        "(" + BLANK + ")" + statement, Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
  }

  /**
   * The statements, in order.
   *
   * @throws SQLException when the message rolls back, or commits in two phases
   */
  static List<String> statements(String message) throws SQLException {
    List<String> statements = new ArrayList<>();
    for (NativeQuery query : Parser.parseJdbcSql(message, true, false, true, false, false)) {
      String statement = query.nativeSql;
      if (ENDS_OTHERWISE.matcher(statement).matches()) {
        throw new SQLException("not within the transaction that a delta is", "25001");
      }
      if (!BEGINS_OR_COMMITS.matcher(statement).matches()) {
        statements.add(CONCURRENTLY.matcher(statement).replaceFirst("$1$2$3"));
      }
    }
    return statements;
  }
}
