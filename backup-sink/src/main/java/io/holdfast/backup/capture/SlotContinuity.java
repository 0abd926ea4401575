package io.holdfast.backup.capture;

import io.holdfast.backup.domain.Lsn;
import io.holdfast.backup.postgres.Database;
import io.holdfast.backup.postgres.SlotState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * The rule that nothing lies between what Kafka holds and what the slot will send. Asked before
 * streaming starts and again when the slot is ours and nothing was confirmed yet, because anybody
 * may have moved it in between.
 */
final class SlotContinuity {

  /** Of what is flushed alone a slot sends anything. */
  private static final String FLUSHED = "SELECT pg_current_wal_flush_lsn()::text";

  private SlotContinuity() {}

  /**
   * @param position greatest end of any Commit or Message in the topic
   * @throws ChainEndedException when the slot is gone, lost its log, or was confirmed beyond the
   *     position, or when the server's log does not reach it
   */
  static SlotState require(Database source, String slot, long position)
      throws SQLException, ChainEndedException {
    try (Connection connection = source.connect()) {
      Optional<SlotState> found = SlotState.of(connection, slot);
      if (found.isEmpty()) {
        throw new ChainEndedException("replication slot " + slot + " is gone");
      }
      SlotState state = found.get();
      if (state.lost()) {
        throw new ChainEndedException(
            "replication slot " + slot + " was invalidated: the server removed log that it needs");
      }
      if (Long.compareUnsigned(state.confirmed().value(), position) > 0) {
        throw new ChainEndedException(
            "replication slot %s was confirmed up to %s, but the topic ends at %s"
                .formatted(slot, state.confirmed(), Lsn.format(position)));
      }
      Lsn flushed = flushed(connection);
      if (Long.compareUnsigned(flushed.value(), position) < 0) {
        throw new ChainEndedException(
            "the source's log ends at %s, but the topic holds it up to %s: the source was set back to an earlier state"
                .formatted(flushed, Lsn.format(position)));
      }
      return state;
    }
  }

  private static Lsn flushed(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(FLUSHED)) {
      row.next();
      return Lsn.parse(row.getString(1));
    }
  }
}
