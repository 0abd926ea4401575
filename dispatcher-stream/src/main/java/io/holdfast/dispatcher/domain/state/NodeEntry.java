package io.holdfast.dispatcher.domain.state;

import io.holdfast.dispatcher.domain.placement.Constraint;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.records.NodeState;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A node of the pool.
 *
 * @param profile null until it has said what it is
 * @param liveness null until there was a verdict about it
 * @param measured mean share of capacity in use by resource, from the newest load picture
 * @param cooledUntil observed time before which no plan moves work to or from it
 */
public record NodeEntry(
    String node,
    Profile profile,
    Liveness liveness,
    Standing standing,
    SortedMap<String, Double> measured,
    long cooledUntil) {

  public static NodeEntry unknown(String node) {
    return new NodeEntry(node, null, null, Standing.NORMAL, new TreeMap<>(), Long.MIN_VALUE);
  }

  public NodeEntry with(Profile value) {
    return new NodeEntry(node, value, liveness, standing, measured, cooledUntil);
  }

  public NodeEntry with(Liveness value) {
    return new NodeEntry(node, profile, value, standing, measured, cooledUntil);
  }

  public NodeEntry with(Standing value) {
    return new NodeEntry(node, profile, liveness, value, measured, cooledUntil);
  }

  public NodeEntry measured(SortedMap<String, Double> value) {
    return new NodeEntry(node, profile, liveness, standing, value, cooledUntil);
  }

  public NodeEntry cooledUntil(long value) {
    return new NodeEntry(node, profile, liveness, standing, measured, value);
  }

  /** What keeps new work off the node; null when it may have some. */
  public Constraint closedBy() {
    if (liveness == null || liveness.state() != NodeState.ALIVE) {
      return Constraint.NOT_ALIVE;
    }
    if (profile == null) {
      return Constraint.NO_PROFILE;
    }
    if (standing.isMaintained() || liveness.mode() == HeartbeatMode.MAINTENANCE) {
      return Constraint.IN_MAINTENANCE;
    }
    if (liveness.isLeaving() || liveness.mode() == HeartbeatMode.RESTARTING) {
      return Constraint.LEAVING;
    }
    return standing.isDrained() ? Constraint.DRAINED : null;
  }

  public boolean isOpen() {
    return closedBy() == null;
  }

  public String zone() {
    return profile == null ? "" : profile.zone();
  }

  /** Whether this incarnation is the newest and may be running what it was granted. */
  public boolean isLive(long incarnation) {
    return liveness != null && liveness.incarnation() == incarnation && liveness.isLive();
  }
}
