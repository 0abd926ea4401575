package io.holdfast.dispatcher.domain;

import io.holdfast.dispatcher.domain.Chart.Use;
import io.holdfast.dispatcher.domain.placement.Board;
import io.holdfast.dispatcher.domain.placement.Choice;
import io.holdfast.dispatcher.domain.placement.Placer;
import io.holdfast.dispatcher.domain.placement.Strategies;
import io.holdfast.dispatcher.domain.state.Grant;
import io.holdfast.dispatcher.domain.state.Grant.Stage;
import io.holdfast.dispatcher.domain.state.Policy;
import io.holdfast.dispatcher.domain.state.PoolState;
import io.holdfast.dispatcher.domain.state.Waiting;
import io.holdfast.dispatcher.domain.state.Wish;
import io.holdfast.dispatcher.domain.state.Wishes;
import io.holdfast.dispatcher.domain.state.WorkloadEntry;
import io.holdfast.records.CommandCause;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.MoveOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Moves of what is well: begins those whose turn it is, and gives up those that hang. */
final class Moving {

  private final Turn turn;
  private final PoolState state;
  private final Policy.Balance policy;

  Moving(Turn turn) {
    this.turn = turn;
    state = turn.state();
    policy = state.policy().balance();
  }

  /** Begins as many of the decided moves as the limits allow. */
  void begin() {
    boolean isTried = state.wishes().triedAt() == state.course().changes();
    if (state.wishes().wishes().isEmpty() || isTried) {
      return;
    }
    Map<String, Integer> perNode = new HashMap<>();
    for (String id : state.moving()) {
      state.workload(id).grants().forEach(g -> perNode.merge(g.node(), 1, Integer::sum));
    }
    int inFlight = state.moving().size();
    List<Wish> kept = new ArrayList<>();
    for (Wish wish : state.wishes().wishes()) {
      if (!isStillDue(wish)) {
        continue;
      }
      if (mustStay(wish)) {
        kept.add(wish);
        continue;
      }
      boolean isLimited = wish.cause() != CommandCause.MOVE;
      boolean mayBegin = inFlight < policy.maxMovesInFlight() && mayTouch(perNode, wish);
      if (isLimited && !mayBegin) {
        kept.add(wish);
        continue;
      }
      String target = target(wish);
      if (target == null) {
        if (mayWait(wish)) {
          kept.add(wish);
        }
        continue;
      }
      begin(wish, target);
      inFlight++;
      perNode.merge(wish.from(), 1, Integer::sum);
      perNode.merge(target, 1, Integer::sum);
    }
    state.put(new Wishes(kept, state.course().changes()));
  }

  private boolean mayTouch(Map<String, Integer> perNode, Wish wish) {
    int most = policy.maxMovesPerNode();
    return perNode.getOrDefault(wish.from(), 0) < most
        && (wish.to() == null || perNode.getOrDefault(wish.to(), 0) < most);
  }

  /** Whether the workload still runs, alone and well, where the wish found it. */
  private boolean isStillDue(Wish wish) {
    WorkloadEntry entry = state.workload(wish.workload());
    return entry != null
        && !entry.spec().isRemoved()
        && entry.waiting() == null
        && entry.active().size() == 1
        && entry.newest().orElseThrow().node().equals(wish.from())
        && !state.isLost(entry.newest().orElseThrow())
        && entry.newest().orElseThrow().stage() != Stage.OVER;
  }

  /** What is leased does not move while two incarnations of its node beat at once. */
  private boolean mustStay(Wish wish) {
    return Proof.isLeased(state.workload(wish.workload()))
        && Proof.isInConflict(state.node(wish.from()));
  }

  private boolean mayWait(Wish wish) {
    return wish.cause() == CommandCause.DRAIN && state.node(wish.from()).standing().isDrained();
  }

  /** Where the wish can go now, or null. */
  private String target(Wish wish) {
    WorkloadEntry entry = state.workload(wish.workload());
    var chart = new Chart(state, Use.RESERVED);
    Board board = chart.board(List.of(entry), Map.of(entry.workload(), wish.from()));
    if (wish.to() == null) {
      Choice choice = new Placer(board, Strategies.of(state.policy().strategy())).choose(0);
      if (!choice.isMade()) {
        stays(entry, wish, choice);
      }
      return choice.isMade() ? board.node(choice.node()) : null;
    }
    int at = chart.index(wish.to());
    if (at != Board.NONE && board.ruledOutBy(0, at) == null) {
      return wish.to();
    }
    String constraint = at == Board.NONE ? "is not known" : board.ruledOutBy(0, at).words();
    String why = "node " + wish.to() + " " + constraint + ": it stays on node " + wish.from();
    turn.explain(DecisionKind.HOLD, Reason.TARGET_UNFIT, why)
        .about(wish.workload())
        .on(wish.to())
        .decide();
    return null;
  }

  private void stays(WorkloadEntry entry, Wish wish, Choice choice) {
    String why = "it stays on node " + wish.from() + ": every other node is ruled out";
    if (entry.why().equals(why)) {
      return;
    }
    state.put(entry.because(why));
    turn.explain(DecisionKind.UNPLACEABLE, Reason.NO_FEASIBLE_NODE, why)
        .about(wish.workload())
        .on(wish.from())
        .considering(choice)
        .decide();
  }

  private void begin(Wish wish, String target) {
    long cooledUntil = turn.now() + policy.cooldownMillis();
    WorkloadEntry entry = state.workload(wish.workload()).cooledUntil(cooledUntil);
    state.put(state.node(wish.from()).cooledUntil(cooledUntil));
    state.put(state.node(target).cooledUntil(cooledUntil));
    if (entry.spec().moveOrder() == MoveOrder.START_FIRST) {
      turn.grant(entry, target, wish.cause(), wish.decision(), wish.why());
      return;
    }
    Grant source = entry.newest().orElseThrow();
    WorkloadEntry stopping =
        turn.withdraw(entry, source, wish.cause(), wish.decision(), target, wish.why());
    Reason reason = reason(wish.cause());
    var waiting =
        Waiting.pending(wish.cause(), wish.from(), reason.name()).moving(target, wish.decision());
    state.put(stopping.waiting(waiting, wish.why()));
  }

  private static Reason reason(CommandCause cause) {
    return switch (cause) {
      case DRAIN -> Reason.NODE_DRAINED;
      case MOVE -> Reason.ASKED_BY_OPERATOR;
      default -> Reason.UNEVEN_LOAD;
    };
  }

  /** The target runs: the source may stop. */
  void started(WorkloadEntry entry, Grant target) {
    for (Grant source : entry.active()) {
      if (!source.equals(target)) {
        state.put(state.course().changed());
        String why = "it runs on node " + target.node();
        turn.withdraw(
            state.workload(entry.workload()),
            source,
            target.cause(),
            target.decision(),
            target.node(),
            why);
      }
    }
  }

  /** Gives up what nobody answered. */
  void timePasses() {
    long since = turn.now() - Limits.MOVE_PATIENCE;
    for (String id : state.moving()) {
      WorkloadEntry entry = state.workload(id);
      List<Grant> active = entry.active();
      if (active.size() > 1) {
        Grant target = active.get(active.size() - 1);
        if (target.stage() == Stage.STARTING && target.since() < since) {
          giveUp(entry, target);
        }
      }
    }
    for (String id : state.stopping()) {
      WorkloadEntry entry = state.workload(id);
      if (!Proof.isLeased(entry)) {
        forget(turn, entry, g -> g.stage() == Stage.STOPPING && g.since() < since);
      }
    }
  }

  private void giveUp(WorkloadEntry entry, Grant target) {
    String why = "node " + target.node() + " did not start it in time: it stays where it is";
    String decision =
        turn.explain(DecisionKind.HOLD, Reason.TARGET_SILENT, why)
            .about(entry.workload())
            .on(target.node())
            .decide();
    turn.withdraw(entry.because(why), target, target.cause(), decision, null, why);
    state.put(state.course().changed());
  }

  /** Grants that are over: what waited for their end goes on. */
  static void forget(Turn turn, WorkloadEntry entry, java.util.function.Predicate<Grant> over) {
    PoolState state = turn.state();
    WorkloadEntry after = entry.without(over);
    if (after.equals(entry)) {
      return;
    }
    state.put(state.course().changed());
    if (after.spec().isRemoved() && after.grants().isEmpty()) {
      state.put(after.because("it shall no longer run"));
      state.remove(after.workload());
      return;
    }
    Waiting waiting = after.waiting();
    boolean isFree = after.grants().stream().noneMatch(g -> g.stage() == Stage.STOPPING);
    if (waiting != null && waiting.phase() == io.holdfast.records.PlacementPhase.MOVING && isFree) {
      after = after.waiting(waiting.ready(), after.why());
    }
    state.put(after);
  }
}
