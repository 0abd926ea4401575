package io.holdfast.dispatcher.domain;

import io.holdfast.dispatcher.domain.Chart.Use;
import io.holdfast.dispatcher.domain.placement.Board;
import io.holdfast.dispatcher.domain.placement.Choice;
import io.holdfast.dispatcher.domain.placement.Placer;
import io.holdfast.dispatcher.domain.placement.Strategies;
import io.holdfast.dispatcher.domain.state.NodeEntry;
import io.holdfast.dispatcher.domain.state.PoolState;
import io.holdfast.dispatcher.domain.state.Waiting;
import io.holdfast.dispatcher.domain.state.WorkloadEntry;
import io.holdfast.records.CommandCause;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.PlacementPhase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.IntStream;

/**
 * Gives waiting workloads to nodes, all that are due in one plan.
 *
 * <p>What was lost is placed by the event that lost it. What is new, or failed, waits for the next
 * pulse: a batch is planned better than its parts, and costs less.
 */
final class Placing {

  private final Turn turn;
  private final PoolState state;

  Placing(Turn turn) {
    this.turn = turn;
    state = turn.state();
  }

  /** Places those that can not wait. */
  void placeUrgent() {
    place(slice(due(state.urgent())));
  }

  /** Places all that are due. */
  void placeAll() {
    place(slice(due(state.waiting())));
  }

  private List<WorkloadEntry> due(SortedSet<String> candidates) {
    List<WorkloadEntry> due = new ArrayList<>();
    for (String id : candidates) {
      WorkloadEntry entry = state.workload(id);
      boolean mayGo = !state.course().joining().isSettling() || isWantedBack(entry.waiting());
      mayGo &= Proof.permitsGrant(entry);
      if (mayGo && entry.waiting().isDue(turn.now(), state.course().changes())) {
        due.add(entry);
      }
    }
    return due;
  }

  /**
   * As many as one event may place, in the order in which they are served; the rest is due again
   * with the next event. A plan of a hundred thousand would hold up time itself.
   */
  private List<WorkloadEntry> slice(List<WorkloadEntry> due) {
    if (due.size() <= Limits.SLICE) {
      return due;
    }
    Map<String, Long> size = new HashMap<>();
    for (WorkloadEntry entry : due) {
      size.put(
          entry.workload(), Arrays.stream(state.ledger().shares(entry.workload())).max().orElse(0));
    }
    return due.stream()
        .sorted(
            Comparator.comparingInt((WorkloadEntry w) -> -w.spec().priority())
                .thenComparingLong(w -> -size.get(w.workload())))
        .limit(Limits.SLICE)
        .sorted(Comparator.comparing(WorkloadEntry::workload))
        .toList();
  }

  private boolean isWantedBack(Waiting waiting) {
    return waiting.to() != null && state.node(waiting.to()).isOpen();
  }

  private void place(List<WorkloadEntry> due) {
    if (due.isEmpty()) {
      return;
    }
    Map<String, String> avoiding = new HashMap<>();
    for (WorkloadEntry entry : due) {
      if (entry.waiting().cause() == CommandCause.RETRY && entry.failures().lastOn() != null) {
        avoiding.put(entry.workload(), entry.failures().lastOn());
      }
    }
    List<WorkloadEntry> left = place(due, avoiding);
    List<WorkloadEntry> avoidedInVain =
        left.stream().filter(w -> avoiding.containsKey(w.workload())).toList();
    if (!avoidedInVain.isEmpty()) {
      place(avoidedInVain, Map.of());
    }
  }

  /** Those for which no node was found while one was avoided. */
  private List<WorkloadEntry> place(List<WorkloadEntry> due, Map<String, String> avoiding) {
    var chart = new Chart(state, Use.RESERVED);
    Board board = chart.board(due, avoiding);
    var placer = new Placer(board, Strategies.of(state.policy().strategy()));
    boolean[] isWanted = new boolean[due.size()];
    for (int w = 0; w < due.size(); w++) {
      String to = due.get(w).waiting().to();
      int at = to == null ? Board.NONE : chart.index(to);
      if (at != Board.NONE && board.ruledOutBy(w, at) == null) {
        placer.put(w, at);
        isWanted[w] = true;
      }
    }
    Choice[] choices =
        placer.place(IntStream.range(0, due.size()).filter(w -> !isWanted[w]).toArray());
    List<WorkloadEntry> left = new ArrayList<>();
    for (int w = 0; w < due.size(); w++) {
      WorkloadEntry entry = due.get(w);
      if (isWanted[w]) {
        place(entry, Choice.wanted(board, board.at(w)), board);
      } else if (choices[w].isMade()) {
        place(entry, choices[w], board);
      } else if (avoiding.containsKey(entry.workload())) {
        left.add(entry);
      } else {
        doNotPlace(entry, choices[w]);
      }
    }
    if (board.turnTaken() != null) {
      state.put(state.course().turn(board.turnTaken()));
    }
    return left;
  }

  private void place(WorkloadEntry entry, Choice choice, Board board) {
    String node = board.node(choice.node());
    Waiting waiting = entry.waiting();
    String why = why(waiting, node);
    boolean isDecided = waiting.decision() != null && node.equals(waiting.to());
    if (!turn.mayAct()) {
      advise(entry, node, choice, why);
      return;
    }
    String decision =
        isDecided
            ? waiting.decision()
            : turn.explain(kind(waiting.cause()), Reason.valueOf(waiting.reason()), why)
                .about(entry.workload())
                .on(waiting.from())
                .chose(node)
                .granting(turn.epoch())
                .considering(choice)
                .decide();
    turn.grant(entry, node, waiting.cause(), decision, why);
  }

  /** Says once what would be done. */
  private void advise(WorkloadEntry entry, String node, Choice choice, String why) {
    String advice = entry.waiting().reason() + " " + node;
    if (advice.equals(entry.advised())) {
      return;
    }
    state.put(entry.advised(advice));
    turn.explain(
            kind(entry.waiting().cause()),
            Reason.valueOf(entry.waiting().reason()),
            "advice: " + why)
        .about(entry.workload())
        .on(entry.waiting().from())
        .chose(node)
        .considering(choice)
        .decide();
  }

  private void doNotPlace(WorkloadEntry entry, Choice choice) {
    Waiting waiting = entry.waiting();
    boolean anyOpen = state.nodes().values().stream().anyMatch(NodeEntry::isOpen);
    Reason reason = anyOpen ? Reason.NO_FEASIBLE_NODE : Reason.NO_OPEN_NODE;
    String why =
        anyOpen
            ? "every open node of pool " + state.pool() + " is ruled out"
            : "no node of pool " + state.pool() + " is open to new work";
    boolean isNews = waiting.phase() != PlacementPhase.UNPLACEABLE || !entry.why().equals(why);
    state.put(entry.waiting(waiting.unplaceable(state.course().changes()), why));
    if (isNews) {
      turn.explain(DecisionKind.UNPLACEABLE, reason, why)
          .about(entry.workload())
          .on(waiting.from())
          .considering(choice)
          .decide();
    }
  }

  private static String why(Waiting waiting, String node) {
    String to =
        waiting.from() == null
            ? "to node " + node
            : "from node " + waiting.from() + " to node " + node;
    return switch (Reason.valueOf(waiting.reason())) {
      case NEW -> "placed for the first time, " + to;
      case SPEC_CHANGED -> "started anew with its changed spec, " + to;
      case NODE_DEAD -> "its node is dead, " + to;
      case NODE_ENDED -> "the incarnation that ran it is over, " + to;
      case NODE_LEFT -> "its node left, " + to;
      case NODE_RESTARTED -> "its node began a new incarnation, " + to;
      case STOPPED_BY_NODE -> "its node stopped it, " + to;
      case FAILED -> "it failed, " + to;
      case REFUSED_BY_NODE -> "its node refused it, " + to;
      case NODE_DRAINED -> "its node is drained, " + to;
      case ASKED_BY_OPERATOR -> "an operator asked for it, " + to;
      default -> "moved, " + to;
    };
  }

  static DecisionKind kind(CommandCause cause) {
    return switch (cause) {
      case PLACEMENT -> DecisionKind.PLACE;
      case FAILOVER -> DecisionKind.FAILOVER;
      case RETRY -> DecisionKind.RETRY;
      case REBALANCE -> DecisionKind.REBALANCE;
      case DRAIN -> DecisionKind.DRAIN;
      case MOVE -> DecisionKind.MOVE;
      case REMOVAL -> DecisionKind.REMOVE;
    };
  }
}
