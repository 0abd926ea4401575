package io.holdfast.backup.barrier;

import io.holdfast.backup.domain.Prefix;
import io.holdfast.backup.postgres.Catalogue;
import io.holdfast.backup.postgres.Database;
import io.holdfast.backup.postgres.Publication;
import io.holdfast.backup.postgres.Roles;
import io.holdfast.backup.postgres.SourceTable;
import io.holdfast.backup.postgres.StaleTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Marks a state in the log, and hashes it.
 *
 * <p>ACCESS SHARE on the tables first, because TRUNCATE does not respect snapshots; then, in the
 * statement that takes the transaction's snapshot, a message that is not transactional and carries
 * that snapshot. The barrier's state is every transaction before the message that the snapshot
 * sees: one can have committed in the log and not be seen yet. The hashes follow as a second
 * message, so that the proof travels with the chain. Sequences, roles and large objects, which the
 * log does not tell, are taken anew.
 */
public final class Barrier {

  private Barrier() {}

  /**
   * @param id unique; how the barrier is called for
   * @param tables how many tables were hashed
   */
  public record Mark(String id, int tables) {}

  /** Sets one with the id given, which must be new. */
  public static Mark set(Database source, String id) throws SQLException {
    try (Connection connection = source.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      List<SourceTable> tables = tables(source);
      Publication.lock(connection, tables);
      emit(connection, Prefix.BARRIER, id + "\n", "|| pg_current_snapshot()::text");
      TableHashes hashes = TableHashes.take(id, connection, tables);
      statement.execute("COMMIT");
      emit(connection, Prefix.BARRIER_HASHES, hashes.text(), "");
      emit(connection, Prefix.ROLES, id + "\n" + Roles.sql(connection), "");
      emit(connection, Prefix.SEQUENCES, id + "\n" + Catalogue.sequencesAsText(connection), "");
      StaleTables.addLargeObjects(connection, "barrier " + id);
      return new Mark(id, hashes.tables());
    }
  }

  private static List<SourceTable> tables(Database source) throws SQLException {
    try (Connection connection = source.connect()) {
      return Catalogue.tables(connection);
    }
  }

  private static void emit(Connection connection, String prefix, String content, String more)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT pg_logical_emit_message(false, ?, ? " + more + ")")) {
      statement.setString(1, prefix);
      statement.setString(2, content);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
      }
    }
  }
}
