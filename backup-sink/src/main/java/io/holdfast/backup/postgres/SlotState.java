package io.holdfast.backup.postgres;

import io.holdfast.backup.domain.Lsn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * A replication slot as the server has it.
 *
 * @param confirmed position up to which it was confirmed: what ends before it is not sent again
 * @param lost whether the server removed log that the slot needs
 * @param activePid the server process that streams from it; 0 when none does
 * @param retainedBytes how much log the slot holds back
 */
public record SlotState(Lsn confirmed, boolean lost, int activePid, long retainedBytes) {

  private static final String QUERY =
      """
      SELECT confirmed_flush_lsn::text, wal_status, coalesce(active_pid, 0),
             coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint
        FROM pg_replication_slots
       WHERE slot_name = ? AND slot_type = 'logical' AND database = current_database()""";

  /** The slot with this name in the session's database; empty when there is none. */
  public static Optional<SlotState> of(Connection connection, String slot) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
      statement.setString(1, slot);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        String confirmed = row.getString(1);
        return Optional.of(
            new SlotState(
                confirmed == null ? Lsn.NONE : Lsn.parse(confirmed),
                confirmed == null || "lost".equals(row.getString(2)),
                row.getInt(3),
                row.getLong(4)));
      }
    }
  }
}
