package io.holdfast.dispatcher.domain;

import io.holdfast.dispatcher.domain.state.Grant;
import io.holdfast.dispatcher.domain.state.Liveness;
import io.holdfast.dispatcher.domain.state.NodeEntry;
import io.holdfast.dispatcher.domain.state.PoolState;
import io.holdfast.dispatcher.domain.state.Waiting;
import io.holdfast.dispatcher.domain.state.WorkloadEntry;
import io.holdfast.records.CommandCause;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.PlacementPhase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What becomes of workloads whose node is not live any more. */
final class Recovery {

  private final Turn turn;
  private final PoolState state;
  private final Guards guards;

  Recovery(Turn turn) {
    this.turn = turn;
    state = turn.state();
    guards = new Guards(turn);
  }

  /** Lets go what may go, by priority, and holds the rest in words. */
  void recover() {
    List<WorkloadEntry> lost = new ArrayList<>();
    state.lost().forEach(id -> lost.add(state.workload(id)));
    lost.sort(Comparator.comparingInt(w -> -w.spec().priority()));
    lost.forEach(this::recover);
  }

  private void recover(WorkloadEntry entry) {
    List<Grant> live = entry.active().stream().filter(g -> !state.isLost(g)).toList();
    if (!live.isEmpty()) {
      goOn(entry, live.get(live.size() - 1));
      return;
    }
    Grant grant = entry.newest().orElseThrow();
    NodeEntry node = state.node(grant.node());
    if (node.liveness().isSucceeded()) {
      return; // it is granted again where it was, as soon as the successor is known
    }
    boolean isSucceeded = node.liveness().incarnation() != grant.incarnation();
    if (!Proof.permits(state, entry)) {
      hold(entry, grant, Proof.isInConflict(node) ? Reason.IN_CONFLICT : Reason.LEASE_NOT_OVER);
      return;
    }
    Reason hold = isSucceeded ? null : guards.holds(node);
    if (hold != null) {
      hold(entry, grant, hold);
      return;
    }
    if (!isSucceeded) {
      guards.spend();
    }
    letGo(entry, node, isSucceeded);
  }

  /** One of the two ends of a move was lost; the other is kept. */
  private void goOn(WorkloadEntry entry, Grant live) {
    Grant lost = entry.active().stream().filter(state::isLost).findFirst().orElseThrow();
    boolean targetLives = entry.newest().orElseThrow().equals(live);
    WorkloadEntry rest = Proof.without(entry, g -> g.isActive() && state.isLost(g), turn.now());
    state.put(rest.because(goesOn(lost, live)));
    state.put(state.course().changed());
    turn.assign(lost.node());
    DecisionKind kind = targetLives ? DecisionKind.FAILOVER : DecisionKind.HOLD;
    Reason reason = targetLives ? Reason.MOVE_UNDER_WAY : Reason.TARGET_LOST;
    turn.explain(kind, reason, goesOn(lost, live))
        .about(entry.workload())
        .on(lost.node())
        .chose(live.node())
        .decide();
  }

  private static String goesOn(Grant lost, Grant live) {
    return "node " + lost.node() + " was lost during the move; it goes on on node " + live.node();
  }

  private void letGo(WorkloadEntry entry, NodeEntry node, boolean isSucceeded) {
    Reason reason = isSucceeded ? Reason.NODE_RESTARTED : reason(node.liveness());
    var waiting = Waiting.pending(CommandCause.FAILOVER, node.node(), reason.name());
    turn.assign(node.node());
    state.put(
        entry
            .without(state::isLost)
            .waiting(isSucceeded ? waiting.to(node.node()) : waiting, words(node, reason)));
  }

  private static Reason reason(Liveness liveness) {
    return switch (liveness.state()) {
      case LEFT -> Reason.NODE_LEFT;
      case ENDED -> Reason.NODE_ENDED;
      default -> Reason.NODE_DEAD;
    };
  }

  private static String words(NodeEntry node, Reason reason) {
    return switch (reason) {
      case NODE_LEFT -> "node " + node.node() + " left";
      case NODE_ENDED -> "the incarnation of node " + node.node() + " is over";
      case NODE_RESTARTED ->
          "node " + node.node() + " began a new incarnation, which runs nothing yet";
      default -> "node " + node.node() + " is dead";
    };
  }

  private void hold(WorkloadEntry entry, Grant grant, Reason reason) {
    Waiting was = entry.waiting();
    if (was != null && was.phase() == PlacementPhase.HELD && was.reason().equals(reason.name())) {
      return;
    }
    String why = "node " + grant.node() + " is lost, but " + words(reason);
    var waiting = Waiting.pending(CommandCause.FAILOVER, grant.node(), "").held(reason.name());
    state.put(entry.waiting(waiting, why));
    turn.explain(DecisionKind.HOLD, reason, why).about(entry.workload()).on(grant.node()).decide();
  }

  private static String words(Reason reason) {
    return switch (reason) {
      case IN_MAINTENANCE -> "its silence was announced as maintenance";
      case DISCARDED -> "its failovers were dropped with a reset of the breaker";
      case JUDGEMENT_LAGS -> "the verdict is late or health-stream is behind its log";
      case BREAKER_TRIPPED -> "the breaker is tripped";
      case FAILOVER_LIMIT -> "the failovers of this minute are spent";
      case IN_CONFLICT -> "two incarnations of the node beat at once, so nothing is proven";
      default -> "there is no proof yet that its lease is over";
    };
  }

  /** A node is back in the same incarnation: what was held for it stays there. */
  static void keep(Turn turn, String node) {
    PoolState state = turn.state();
    for (String id : state.onNode(node)) {
      WorkloadEntry entry = state.workload(id);
      boolean isHeld = entry.waiting() != null && entry.waiting().phase() == PlacementPhase.HELD;
      if (isHeld && entry.active().stream().anyMatch(g -> !state.isLost(g))) {
        state.put(entry.waiting(null, "node " + node + " is back"));
      }
    }
  }
}
