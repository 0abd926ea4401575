package io.holdfast.backup.capture;

import io.holdfast.backup.domain.Lsn;
import io.holdfast.backup.postgres.Database;
import io.holdfast.backup.postgres.SlotState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The rule that nothing lies between what Kafka holds and what the slot will send. Asked before
 * streaming starts and again when the slot is ours and nothing was confirmed yet, because anybody
 * may have moved it in between.
 */
final class SlotContinuity {

  private SlotContinuity() {}

  /**
   * @param position greatest end of any Commit or Message in the topic
   * @throws ChainEndedException when the slot is gone, lost its log, or was confirmed beyond the
   *     position
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
      return state;
    }
  }
}
