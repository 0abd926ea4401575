package io.holdfast.simulator.world;

import java.util.ArrayList;
import java.util.List;

/** Records of several partitions that become visible together or never. */
public final class Transaction {

  private enum State {
    OPEN,
    COMMITTED,
    ABORTED
  }

  private final List<Log> logs = new ArrayList<>();
  private State state = State.OPEN;

  boolean isOpen() {
    return state == State.OPEN;
  }

  boolean isAborted() {
    return state == State.ABORTED;
  }

  void touches(Log log) {
    if (!logs.contains(log)) {
      logs.add(log);
    }
  }

  /** Commits it; who commits must know that it is open. */
  public void commit() {
    end(State.COMMITTED);
  }

  /** Aborts it, unless that was done already by somebody else. */
  public void abortIfOpen() {
    if (isOpen()) {
      end(State.ABORTED);
    }
  }

  private void end(State end) {
    if (!isOpen()) {
      throw new IllegalStateException("the transaction is " + state);
    }
    state = end;
    logs.forEach(Log::advance);
  }
}
