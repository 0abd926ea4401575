package io.holdfast.dispatcher.domain.state;

import io.holdfast.records.HeartbeatMode;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.StatusCause;

/**
 * The newest verdict about a node's newest incarnation.
 *
 * @param decidedAtMillis broker time of the record that brought the verdict
 * @param arrivedMillis broker time at which the verdict came into the pool's log
 * @param isLeaving whether the agent stopped work by itself, as it does before it says goodbye
 */
public record Liveness(
    long incarnation,
    NodeState state,
    StatusCause cause,
    HeartbeatMode mode,
    Position decidedAt,
    long decidedAtMillis,
    long arrivedMillis,
    boolean isLeaving) {

  public static Liveness of(NodeStatus status, long arrivedMillis) {
    return new Liveness(
        status.getIncarnation(),
        status.getState(),
        status.getCause(),
        status.getMode(),
        Position.of(status.getDecidedAt()),
        status.getDecidedAtMillis(),
        arrivedMillis,
        status.getMode() == HeartbeatMode.LEFT);
  }

  public Liveness leaving() {
    return new Liveness(
        incarnation, state, cause, mode, decidedAt, decidedAtMillis, arrivedMillis, true);
  }

  /** Whether the incarnation may still be running what it was granted. */
  public boolean isLive() {
    return state == NodeState.ALIVE || state == NodeState.SUSPECT;
  }

  /** Whether it is over because a successor said so, whose own verdict follows. */
  public boolean isSucceeded() {
    return state == NodeState.ENDED && cause == StatusCause.SUCCEEDED;
  }

  /** Whether the incarnation will never run anything again. */
  public boolean isOver() {
    return state == NodeState.ENDED || state == NodeState.LEFT;
  }
}
