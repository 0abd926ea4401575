package io.holdfast.dispatcher.domain;

import io.holdfast.dispatcher.domain.Chart.Use;
import io.holdfast.dispatcher.domain.placement.Board;
import io.holdfast.dispatcher.domain.placement.Evening;
import io.holdfast.dispatcher.domain.placement.Evening.Move;
import io.holdfast.dispatcher.domain.state.Grant;
import io.holdfast.dispatcher.domain.state.Grant.Stage;
import io.holdfast.dispatcher.domain.state.Policy;
import io.holdfast.dispatcher.domain.state.PoolState;
import io.holdfast.dispatcher.domain.state.Wish;
import io.holdfast.dispatcher.domain.state.Wishes;
import io.holdfast.dispatcher.domain.state.WorkloadEntry;
import io.holdfast.records.CommandCause;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.LoadBalance;
import io.holdfast.records.LoadPicture;
import io.holdfast.records.NodePicture;
import io.holdfast.records.WorkloadMean;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What becomes known of load, and the plan when it is uneven for long enough. */
final class LoadFacts {

  /** Steps that one plan may take. */
  private static final int STEPS = 2_000;

  private final Turn turn;
  private final PoolState state;
  private final Policy.Balance policy;

  LoadFacts(Turn turn) {
    this.turn = turn;
    state = turn.state();
    policy = state.policy().balance();
  }

  void balance(LoadBalance record) {
    if (record.getWindow() <= state.course().windows().newest()) {
      return;
    }
    double most = record.getResources().stream().mapToDouble(r -> r.getMaximum()).max().orElse(0);
    boolean isUneven =
        record.getDegree() != null
            && record.getDegree() < policy.degreeThreshold()
            && most >= policy.minimumLoad();
    state.put(state.course().with(state.course().windows().closed(record.getWindow(), isUneven)));
  }

  void picture(LoadPicture record) {
    for (NodePicture node : record.getNodes()) {
      state.put(state.node(node.getNode()).measured(new TreeMap<>(node.getUtilisation())));
      for (WorkloadMean mean : node.getWorkloads()) {
        measured(node.getNode(), mean);
      }
    }
    var windows = state.course().windows().chunk(record.getWindow());
    state.put(state.course().with(windows));
    boolean isComplete = windows.chunks() == record.getChunks();
    if (isComplete
        && windows.picture() == windows.newest()
        && windows.uneven() >= policy.windows()) {
      state.put(state.course().with(windows.planned()));
      plan();
    }
  }

  private void measured(String node, WorkloadMean mean) {
    WorkloadEntry entry = state.workload(mean.getWorkload());
    boolean isItself =
        entry != null
            && entry.grants().stream()
                .anyMatch(g -> g.node().equals(node) && g.epoch() == mean.getEpoch());
    if (isItself) {
      state.put(entry.measured(new TreeMap<>(mean.getUsage())));
    }
  }

  /** Decides which moves would even the load, or that none is worth it. */
  void plan() {
    if (!state.moving().isEmpty() || !state.wishes().wishes().isEmpty()) {
      turn.explain(
              DecisionKind.NO_PLAN,
              Reason.MOVES_UNDER_WAY,
              "load is uneven, but earlier moves are under way")
          .decide();
      return;
    }
    List<WorkloadEntry> running =
        state.workloads().values().stream().filter(LoadFacts::runsAlone).toList();
    var chart = new Chart(state, Use.MEASURED);
    Board board = chart.board(running, Map.of());
    BitSet movable = new BitSet();
    for (int w = 0; w < running.size(); w++) {
      Grant grant = running.get(w).newest().orElseThrow();
      board.put(w, chart.index(grant.node()));
      movable.set(w, running.get(w).cooledUntil() <= turn.now() && !state.isLost(grant));
    }
    BitSet frozen = new BitSet();
    for (int n = 0; n < board.nodes(); n++) {
      frozen.set(n, state.node(board.node(n)).cooledUntil() > turn.now());
    }
    Evening.Plan plan = new Evening(board, movable, frozen).plan(STEPS);
    if (plan.moves().isEmpty() || plan.gain() < policy.minimumGain()) {
      String why =
          String.format(
              Locale.ROOT,
              "load is uneven, but %d moves would lower the maximum only from %.3f to %.3f",
              plan.moves().size(),
              plan.before(),
              plan.after());
      turn.explain(DecisionKind.NO_PLAN, Reason.GAIN_TOO_SMALL, why).decide();
      return;
    }
    wish(board, running, plan);
  }

  private static boolean runsAlone(WorkloadEntry entry) {
    return entry.grants().size() == 1
        && entry.waiting() == null
        && !entry.spec().isRemoved()
        && entry.newest().filter(g -> g.stage() == Stage.RUNNING).isPresent();
  }

  private void wish(Board board, List<WorkloadEntry> running, Evening.Plan plan) {
    List<Wish> wishes = new ArrayList<>();
    for (Move move : plan.moves()) {
      String id = running.get(move.workload()).workload();
      String from = board.node(move.from());
      String to = board.node(move.to());
      String why =
          String.format(
              Locale.ROOT,
              "moves for balance from node %s to node %s: one of %d moves that lower the maximum"
                  + " from %.3f to %.3f",
              from,
              to,
              plan.moves().size(),
              plan.before(),
              plan.after());
      String decision =
          turn.explain(DecisionKind.REBALANCE, Reason.UNEVEN_LOAD, why)
              .about(id)
              .on(from)
              .chose(to)
              .decide();
      wishes.add(new Wish(id, from, to, CommandCause.REBALANCE, decision, why));
    }
    if (turn.mayAct()) {
      state.put(new Wishes(wishes));
    }
  }
}
