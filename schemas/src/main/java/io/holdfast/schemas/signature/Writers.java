package io.holdfast.schemas.signature;

import io.holdfast.records.Assignment;
import io.holdfast.records.CommandResult;
import io.holdfast.records.Heartbeat;
import java.util.Optional;

/** Whose word a record is, of the kinds that are signed. */
public final class Writers {

  /** The name of the dispatcher's key, which no node can have. */
  public static final String DISPATCHER = "@dispatcher";

  private Writers() {}

  /** A node for what only it may say, the dispatcher for what it asks for, nobody for the rest. */
  public static Optional<String> of(Object record) {
    if (record instanceof Heartbeat heartbeat) {
      return Optional.of(heartbeat.getNode());
    }
    if (record instanceof CommandResult result) {
      return Optional.of(result.getNode());
    }
    return record instanceof Assignment ? Optional.of(DISPATCHER) : Optional.empty();
  }
}
