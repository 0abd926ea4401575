package io.holdfast.dispatcher.domain;

import io.holdfast.dispatcher.domain.state.Grant;
import io.holdfast.dispatcher.domain.state.NodeEntry;
import io.holdfast.dispatcher.domain.state.PoolState;
import io.holdfast.dispatcher.domain.state.WorkloadEntry;
import io.holdfast.records.AssignedWorkload;
import io.holdfast.records.Assignment;
import io.holdfast.records.Placement;
import io.holdfast.records.PlacementPhase;
import io.holdfast.records.PoolMode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/** Assignments and placements that follow from a changed state. */
final class Publication {

  private Publication() {}

  static List<Effect> of(PoolState state, Trigger trigger, SortedSet<String> nodesToAssign) {
    List<Effect> effects = new ArrayList<>();
    if (state.policy().mode() == PoolMode.ACT) {
      for (String id : nodesToAssign) {
        NodeEntry node = state.node(id);
        if (node.liveness() != null) {
          effects.add(new Effect.Assign(assignment(state, node, trigger)));
        }
      }
    }
    state
        .workloadsBefore()
        .forEach(
            (id, before) -> {
              if (before == null || !Standing.of(before).equals(Standing.of(state.workload(id)))) {
                effects.add(new Effect.Place(placement(state, id, trigger)));
              }
            });
    return effects;
  }

  private static Assignment assignment(PoolState state, NodeEntry node, Trigger trigger) {
    long incarnation = node.liveness().incarnation();
    List<AssignedWorkload> workloads = new ArrayList<>();
    for (String id : state.onNode(node.node())) {
      WorkloadEntry entry = state.workload(id);
      for (Grant grant : entry.active()) {
        boolean isOver = grant.stage() == Grant.Stage.OVER;
        if (!isOver && grant.node().equals(node.node()) && grant.incarnation() == incarnation) {
          workloads.add(
              new AssignedWorkload(
                  id, grant.epoch(), entry.spec().program(), entry.spec().fencing()));
        }
      }
    }
    return new Assignment(
        node.node(), state.pool(), incarnation, trigger.position().toRecord(), workloads);
  }

  /** What a placement says, apart from when and why. */
  private record Standing(
      PlacementPhase phase, String node, Long incarnation, long epoch, String movingFrom) {

    static final Standing GONE = new Standing(PlacementPhase.REMOVED, null, null, 0, null);

    static Standing of(WorkloadEntry entry) {
      if (entry == null || entry.phase() == PlacementPhase.REMOVED) {
        return GONE;
      }
      Grant newest = entry.newest().orElse(null);
      Grant source = source(entry);
      return new Standing(
          entry.phase(),
          newest == null ? null : newest.node(),
          newest == null ? null : newest.incarnation(),
          entry.newestEpoch(),
          source == null ? null : source.node());
    }

    private static Grant source(WorkloadEntry entry) {
      if (!entry.isMoving()) {
        return null;
      }
      return entry.grants().stream()
          .filter(g -> entry.newest().map(n -> !n.equals(g)).orElse(true))
          .findFirst()
          .orElse(null);
    }
  }

  private static Placement placement(PoolState state, String id, Trigger trigger) {
    WorkloadEntry entry = state.workload(id);
    Standing standing = Standing.of(entry);
    WorkloadEntry before = state.workloadsBefore().get(id);
    return new Placement(
        id,
        state.pool(),
        standing.phase(),
        standing.node(),
        standing.incarnation(),
        entry == null ? before.newestEpoch() : standing.epoch(),
        standing.movingFrom(),
        trigger.brokerMillis(),
        trigger.position().toRecord(),
        entry == null ? before.why() : entry.why());
  }
}
