package io.holdfast.dispatcher.domain.state;

import io.holdfast.records.CommandCause;

/**
 * A workload given to an incarnation of a node under an epoch.
 *
 * @param cause why
 * @param decision id of the decision that gave it
 * @param since observed time of its stage
 */
public record Grant(
    String node,
    long incarnation,
    long epoch,
    Stage stage,
    CommandCause cause,
    String decision,
    long since) {

  /** How far it came. */
  public enum Stage {
    /** In the node's assignment, not yet reported STARTED. */
    STARTING,
    /** In the node's assignment and reported STARTED. */
    RUNNING,
    /** No longer in the node's assignment, not yet reported STOPPED. */
    STOPPING,
    /** Leased, and proven over without having been taken away: it waits to be granted anew. */
    OVER
  }

  public Grant at(Stage next, long now) {
    return new Grant(node, incarnation, epoch, next, cause, decision, now);
  }

  /** Whether it was not taken away: the node's assignment names it, unless it is over. */
  public boolean isActive() {
    return stage != Stage.STOPPING;
  }
}
