package io.holdfast.dispatcher.domain.state;

import io.holdfast.records.CommandCause;
import io.holdfast.records.PlacementPhase;

/**
 * A workload that waits to be given to a node, and for what.
 *
 * @param cause why it is to be given
 * @param phase PENDING, UNPLACEABLE, HELD or MOVING
 * @param from node that it was on, if any
 * @param to node that it shall go to if it can; null for the best one
 * @param decision id of the decision to move it, for MOVING; else null
 * @param reason one word: why it is to be given, or why it is held
 * @param notBefore observed time before which it is not tried
 * @param triedAt count of the pool's changes when it was tried last; not tried again before it grew
 */
public record Waiting(
    CommandCause cause,
    PlacementPhase phase,
    String from,
    String to,
    String decision,
    String reason,
    long notBefore,
    long triedAt) {

  public static Waiting pending(CommandCause cause, String from, String reason) {
    return new Waiting(
        cause, PlacementPhase.PENDING, from, null, null, reason, Long.MIN_VALUE, Long.MIN_VALUE);
  }

  public Waiting notBefore(long time) {
    return new Waiting(cause, phase, from, to, decision, reason, time, triedAt);
  }

  public Waiting to(String node) {
    return new Waiting(cause, phase, from, node, decision, reason, notBefore, triedAt);
  }

  /** The same, under a decision that was made already, while the old place stops. */
  public Waiting moving(String node, String decisionId) {
    return new Waiting(
        cause, PlacementPhase.MOVING, from, node, decisionId, reason, notBefore, triedAt);
  }

  /** The old place stopped: it is to be started. */
  public Waiting ready() {
    return new Waiting(
        cause, PlacementPhase.PENDING, from, to, decision, reason, notBefore, triedAt);
  }

  public Waiting held(String why) {
    return new Waiting(cause, PlacementPhase.HELD, from, to, decision, why, notBefore, triedAt);
  }

  public Waiting unplaceable(long changes) {
    return new Waiting(
        cause, PlacementPhase.UNPLACEABLE, from, null, decision, reason, notBefore, changes);
  }

  /** Whether it ran and should run again at once; what is new, or failed, can wait for a pulse. */
  public boolean isUrgent() {
    return phase == PlacementPhase.PENDING
        && cause != CommandCause.PLACEMENT
        && cause != CommandCause.RETRY;
  }

  /** Whether it is to be tried now. */
  public boolean isDue(long now, long changes) {
    return phase != PlacementPhase.HELD
        && phase != PlacementPhase.MOVING
        && now >= notBefore
        && changes > triedAt;
  }
}
