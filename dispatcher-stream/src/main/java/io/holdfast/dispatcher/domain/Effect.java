package io.holdfast.dispatcher.domain;

import io.holdfast.records.Assignment;
import io.holdfast.records.Command;
import io.holdfast.records.CommandCause;
import io.holdfast.records.Decision;
import io.holdfast.records.Placement;

/** What the dispatcher may do. */
public sealed interface Effect {

  /** Instructs a node: the complete set of what it should run. */
  record Assign(Assignment assignment) implements Effect {}

  /** Tells where a workload stands. */
  record Place(Placement placement) implements Effect {}

  /** Tells one step of a decision, for people and other tools. */
  record Narrate(Command command) implements Effect {
    /** Whether the step repairs a loss; else it moves what is well. */
    public boolean isFailover() {
      return command.getCause() == CommandCause.FAILOVER
          || command.getCause() == CommandCause.RETRY;
    }
  }

  /** Tells what was decided and why. */
  record Explain(Decision decision) implements Effect {}
}
