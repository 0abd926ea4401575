package io.holdfast.cli.node;

import io.holdfast.cli.output.Style;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.records.NodeProfile;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Placement;
import java.util.List;
import java.util.Optional;

/**
 * One node of the fleet.
 *
 * @param node its id
 * @param profile null when its agent has published none
 * @param status null when it was not judged yet
 * @param placements what is placed on it
 */
public record Member(
    String node, NodeProfile profile, NodeStatus status, List<Placement> placements) {

  /** Of a node that published its profile, but whose heartbeats nobody has judged. */
  static final String UNJUDGED = "UNJUDGED";

  public Member {
    placements = List.copyOf(placements);
  }

  public String pool() {
    return profile == null ? status.getPool() : profile.getPool();
  }

  String zone() {
    return profile == null ? null : profile.getZone();
  }

  String rack() {
    return profile == null ? null : profile.getRack();
  }

  Optional<NodeStatus> judged() {
    return Optional.ofNullable(status);
  }

  /** The verdict's own word. */
  String state() {
    return judged().map(verdict -> verdict.getState().name()).orElse(UNJUDGED);
  }

  Style style() {
    if (status == null) {
      return Style.FAINT;
    }
    return switch (status.getState()) {
      case ALIVE -> Style.GOOD;
      case SUSPECT -> Style.WARNING;
      case DEAD, ENDED -> Style.BAD;
      case LEFT -> Style.FAINT;
    };
  }

  boolean isGone() {
    return status != null
        && (status.getState() == NodeState.DEAD
            || status.getState() == NodeState.ENDED
            || status.getState() == NodeState.LEFT);
  }

  Long incarnation() {
    return judged()
        .map(NodeStatus::getIncarnation)
        .orElseGet(() -> profile == null ? null : profile.getIncarnation());
  }

  Long since() {
    return judged().map(NodeStatus::getDecidedAtMillis).orElse(null);
  }

  Long heard() {
    return judged().map(NodeStatus::getHeardAtMillis).orElse(null);
  }

  /** What the agent says of itself, when it is not the ordinary. */
  String mode() {
    return judged()
        .map(NodeStatus::getMode)
        .filter(mode -> mode != HeartbeatMode.NORMAL)
        .map(Enum::name)
        .orElse(null);
  }
}
