package io.holdfast.backup.run;

import io.holdfast.backup.postgres.DdlTriggers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Whether the event triggers that were made are still there and fire: DDL that they do not see is
 * missing from the log. Remembers how many there were, for the schema that tells it can be dropped
 * with them.
 */
final class TriggerWatch {

  private volatile int made;

  /** Why DDL may be missing from the log, as a sentence; empty while none is. */
  Optional<String> gap(Connection connection) throws SQLException {
    made = DdlTriggers.made(connection).orElse(made);
    return DdlTriggers.firing(connection) < made
        ? Optional.of(
            "event triggers of the backup were dropped or disabled: DDL may be missing from the log")
        : Optional.empty();
  }
}
