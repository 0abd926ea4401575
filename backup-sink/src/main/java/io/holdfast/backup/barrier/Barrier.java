package io.holdfast.backup.barrier;

import io.holdfast.backup.domain.Prefix;
import io.holdfast.backup.postgres.Catalogue;
import io.holdfast.backup.postgres.Database;
import io.holdfast.backup.postgres.LargeObjects;
import io.holdfast.backup.postgres.Publication;
import io.holdfast.backup.postgres.Roles;
import io.holdfast.backup.postgres.Sequences;
import io.holdfast.backup.postgres.SourceTable;
import io.holdfast.backup.postgres.StaleTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/**
 * Marks a state in the log, and hashes it.
 *
 * <p>ACCESS SHARE on the tables first, because TRUNCATE does not respect snapshots; then, in the
 * statement that takes the transaction's snapshot, a message that is not transactional. The
 * barrier's state is every transaction before that message that the snapshot sees: one can have
 * committed in the log and not be seen yet. Sequences, roles and large objects, which the log does
 * not tell, are taken anew. What the tables hashed to comes last, so that the proof travels with
 * the chain, and a chain that holds it holds the whole barrier.
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
      List<String> place = emit(connection, Prefix.BARRIER, id);
      TableHashes hashes = TableHashes.take(connection, tables);
      statement.execute("COMMIT");
      emitList(connection, Prefix.ROLES, id + "\n" + Roles.sql(connection));
      emitList(connection, Prefix.SEQUENCES, id + "\n" + Sequences.asText(connection));
      largeObjects(connection, id);
      String state = BarrierState.text(id, place.get(0), place.get(1), hashes);
      emitList(connection, Prefix.BARRIER_STATE, state);
      return new Mark(id, hashes.tables().size());
    }
  }

  private static void largeObjects(Connection connection, String id) throws SQLException {
    Optional<Boolean> are = LargeObjects.are(connection);
    if (are.isPresent()) {
      emit(connection, Prefix.LARGE_OBJECTS, id + "\n" + (are.get() ? Prefix.SOME : Prefix.NONE));
      if (are.get()) {
        StaleTables.add(connection, LargeObjects.OID, reason(id));
      }
    }
  }

  /** Why large objects are copied again, in their manifest. */
  public static String reason(String id) {
    return "barrier " + id;
  }

  private static List<SourceTable> tables(Database source) throws SQLException {
    try (Connection connection = source.connect()) {
      return Catalogue.tables(connection);
    }
  }

  private static void emitList(Connection connection, String prefix, String list)
      throws SQLException {
    for (ListMessages.Piece piece : ListMessages.cut(prefix, list)) {
      emit(connection, piece.prefix(), piece.content());
    }
  }

  /** Gives where the message ends in the log, and the snapshot of the statement. */
  private static List<String> emit(Connection connection, String prefix, String content)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT pg_logical_emit_message(false, ?, convert_to(?, 'UTF8'))::text, pg_current_snapshot()::text")) {
      statement.setString(1, prefix);
      statement.setString(2, content);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return List.of(row.getString(1), row.getString(2));
      }
    }
  }
}
