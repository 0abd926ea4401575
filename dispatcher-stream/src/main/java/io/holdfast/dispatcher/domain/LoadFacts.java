package io.holdfast.dispatcher.domain;

import io.holdfast.dispatcher.domain.Chart.Use;
import io.holdfast.dispatcher.domain.placement.Board;
import io.holdfast.dispatcher.domain.placement.Evening;
import io.holdfast.dispatcher.domain.placement.Evening.Move;
import io.holdfast.dispatcher.domain.state.Draft;
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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What becomes known of load, and the plan when it is uneven for long enough. */
final class LoadFacts {

  /** Steps that one plan may take; */
  private static final int STEPS = 2_000;

  /** so many of them with one event. */
  private static final int SLICE = 200;

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
        && windows.uneven() >= policy.windows()
        && !state.draft().isOpen()) {
      state.put(state.course().with(windows.planned()));
      proceed(Draft.BEGUN, SLICE);
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

  /** Decides at once which moves would even the load, or that none is worth it. */
  void plan() {
    proceed(Draft.BEGUN, STEPS);
  }

  /** Goes on with a plan that is in the making. */
  void timePasses() {
    if (state.draft().isOpen()) {
      proceed(state.draft(), SLICE);
    }
  }

  /** A slice of a plan, on the pool as it is now; when it was the last one, what comes of it. */
  private void proceed(Draft draft, int slice) {
    state.put(Draft.NONE);
    if (!state.moving().isEmpty() || !state.wishes().wishes().isEmpty()) {
      turn.explain(
              DecisionKind.NO_PLAN,
              Reason.MOVES_UNDER_WAY,
              "load is uneven, but earlier moves are under way")
          .decide();
      return;
    }
    List<WorkloadEntry> running =
        state.workloads().values().stream().filter(this::runsAlone).toList();
    var chart = new Chart(state, Use.MEASURED);
    Board board = chart.board(running, Map.of());
    var evening = new Evening(board, movable(board, chart, running), frozen(board));
    evening.follow(steps(draft, chart, running));
    int spent = draft.spent() + slice;
    if (evening.advance(slice) && spent < STEPS) {
      state.put(new Draft(true, spent, steps(evening, board, running)));
    } else {
      conclude(board, running, evening.plan());
    }
  }

  private BitSet movable(Board board, Chart chart, List<WorkloadEntry> running) {
    BitSet movable = new BitSet();
    for (int w = 0; w < running.size(); w++) {
      Grant grant = running.get(w).newest().orElseThrow();
      board.put(w, chart.index(grant.node()));
      movable.set(w, running.get(w).cooledUntil() <= turn.now());
    }
    return movable;
  }

  private BitSet frozen(Board board) {
    BitSet frozen = new BitSet();
    for (int n = 0; n < board.nodes(); n++) {
      frozen.set(n, state.node(board.node(n)).cooledUntil() > turn.now());
    }
    return frozen;
  }

  private static List<Draft.Step> steps(Evening evening, Board board, List<WorkloadEntry> running) {
    return evening.steps().stream()
        .map(
            e ->
                new Draft.Step(
                    running.get(e.workload()).workload(),
                    board.node(e.from()),
                    board.node(e.to()),
                    e.back() == Board.NONE ? null : running.get(e.back()).workload()))
        .toList();
  }

  /** The draft's steps on this board, without those whose workloads do not run any more. */
  private static List<Evening.Exchange> steps(
      Draft draft, Chart chart, List<WorkloadEntry> running) {
    Map<String, Integer> index = new HashMap<>();
    for (int w = 0; w < running.size(); w++) {
      index.put(running.get(w).workload(), w);
    }
    List<Evening.Exchange> steps = new ArrayList<>();
    for (Draft.Step step : draft.steps()) {
      Integer workload = index.get(step.workload());
      Integer back = step.back() == null ? Integer.valueOf(Board.NONE) : index.get(step.back());
      if (workload != null && back != null) {
        steps.add(
            new Evening.Exchange(workload, chart.index(step.from()), chart.index(step.to()), back));
      }
    }
    return steps;
  }

  private void conclude(Board board, List<WorkloadEntry> running, Evening.Plan plan) {
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

  private boolean runsAlone(WorkloadEntry entry) {
    return entry.grants().size() == 1
        && entry.waiting() == null
        && !entry.spec().isRemoved()
        && entry.newest().filter(g -> g.stage() == Stage.RUNNING && !state.isLost(g)).isPresent();
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
