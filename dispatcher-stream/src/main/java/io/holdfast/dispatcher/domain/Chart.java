package io.holdfast.dispatcher.domain;

import io.holdfast.dispatcher.domain.placement.Amounts;
import io.holdfast.dispatcher.domain.placement.Board;
import io.holdfast.dispatcher.domain.placement.Board.Load;
import io.holdfast.dispatcher.domain.placement.Board.Row;
import io.holdfast.dispatcher.domain.placement.Constraint;
import io.holdfast.dispatcher.domain.state.Grant;
import io.holdfast.dispatcher.domain.state.NodeEntry;
import io.holdfast.dispatcher.domain.state.PoolState;
import io.holdfast.dispatcher.domain.state.Profile;
import io.holdfast.dispatcher.domain.state.Spec;
import io.holdfast.dispatcher.domain.state.WorkloadEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A pool drawn as a {@link Board}.
 *
 * <p>What a workload uses is seen in two ways. Where it shall go is planned on the greater of its
 * demand and its measured use: what was asked for is reserved, and what is known to take more is
 * not put where there is no room. How even the load is, is seen by measured use alone: reservations
 * that nobody uses do not make a node hot. What was measured of a node that is not live is past: it
 * has neither load nor room then.
 */
final class Chart {

  /** How use is seen. */
  enum Use {
    RESERVED,
    MEASURED
  }

  private final PoolState state;
  private final Use use;
  private final String[] resources;
  private final List<NodeEntry> nodes;
  private final Map<String, Integer> nodeIndex = new HashMap<>();
  private final Map<String, Integer> zones = new HashMap<>();
  private final Map<String, Integer> groups = new HashMap<>();
  private final Map<List<Object>, Constraint[]> barredByClass = new HashMap<>();

  Chart(PoolState state, Use use) {
    this.state = state;
    this.use = use;
    nodes = List.copyOf(state.nodes().values());
    for (int n = 0; n < nodes.size(); n++) {
      nodeIndex.put(nodes.get(n).node(), n);
      zones.putIfAbsent(nodes.get(n).zone(), zones.size());
    }
    resources = state.ledger().resources();
  }

  int index(String node) {
    return nodeIndex.getOrDefault(node, Board.NONE);
  }

  /**
   * The pool with these workloads one by one, on no node yet, and all others as sums.
   *
   * @param avoiding by workload, a node that it had better not go to
   */
  Board board(List<WorkloadEntry> apart, Map<String, String> avoiding) {
    Row[] rows = new Row[nodes.size()];
    for (int i = 0; i < rows.length; i++) {
      NodeEntry node = nodes.get(i);
      long[] used = use == Use.MEASURED ? background(node) : state.ledger().planned(node.node());
      long[] capacity = state.ledger().capacity(node.node());
      rows[i] =
          new Row(
              node.node(),
              zones.get(node.zone()),
              node.closedBy(),
              isPast(node) ? new long[resources.length] : capacity,
              state.ledger().reserved(node.node()),
              used,
              state.ledger().count(node.node()));
    }
    SortedSet<String> ids = new TreeSet<>();
    apart.forEach(w -> ids.add(w.workload()));
    apart.forEach(w -> leaveOut(rows, w));
    if (use == Use.MEASURED) {
      addOthers(rows, ids);
    }
    Load[] loads =
        apart.stream().map(w -> load(w, avoiding.get(w.workload()))).toArray(Load[]::new);
    var board = new Board(resources, zones.size(), rows, loads);
    neighbours(apart).stream().filter(id -> !ids.contains(id)).forEach(id -> preset(board, id));
    board.turn(turnOf(state.course().turn()));
    return board;
  }

  private boolean isPast(NodeEntry node) {
    return use == Use.MEASURED && (node.liveness() == null || !node.liveness().isLive());
  }

  /** What is put on the board one by one is not in its node's sums. */
  private void leaveOut(Row[] rows, WorkloadEntry entry) {
    for (int at : places(entry)) {
      Row row = rows[at];
      subtract(row.reserved(), state.ledger().demand(entry.workload()));
      if (use == Use.RESERVED) {
        subtract(row.used(), state.ledger().plannedFor(entry.workload()));
      }
      rows[at] =
          new Row(
              row.node(),
              row.zone(),
              row.closedBy(),
              row.capacity(),
              row.reserved(),
              row.used(),
              row.count() - 1);
    }
  }

  private void addOthers(Row[] rows, SortedSet<String> ids) {
    for (WorkloadEntry entry : state.workloads().values()) {
      if (!ids.contains(entry.workload())) {
        for (int at : places(entry)) {
          if (!isPast(nodes.get(at))) {
            add(rows[at].used(), uses(entry));
          }
        }
      }
    }
  }

  /** Workloads that share a group with one of these, or repel one, or are repelled. */
  private SortedSet<String> neighbours(List<WorkloadEntry> apart) {
    SortedSet<String> groupNames = new TreeSet<>();
    for (WorkloadEntry entry : apart) {
      groupNames.add(entry.spec().group());
      groupNames.addAll(entry.spec().antiAffinity());
    }
    groupNames.remove("");
    SortedSet<String> neighbours = new TreeSet<>();
    for (String group : groupNames) {
      neighbours.addAll(state.ledger().members(group));
      neighbours.addAll(state.ledger().repellers(group));
    }
    return neighbours;
  }

  private void preset(Board board, String id) {
    WorkloadEntry entry = state.workload(id);
    for (int at : places(entry)) {
      int group = group(entry.spec().group());
      if (group != Board.NONE) {
        board.preset(at, group, 1, 0);
      }
      entry.spec().antiAffinity().forEach(g -> board.preset(at, group(g), 0, 1));
    }
  }

  /** The last node, by id, that is not after the one that had the last turn. */
  private int turnOf(String node) {
    int turn = Board.NONE;
    for (int n = 0; n < nodes.size() && nodes.get(n).node().compareTo(node) <= 0; n++) {
      turn = n;
    }
    return turn;
  }

  /** Where a workload takes room: where it is to run, and where it has not been seen to stop. */
  private int[] places(WorkloadEntry entry) {
    if (entry.grants().size() == 1) {
      return new int[] {nodeIndex.get(entry.grants().get(0).node())}; // as nearly always
    }
    return entry.grants().stream().map(Grant::node).distinct().mapToInt(nodeIndex::get).toArray();
  }

  private Load load(WorkloadEntry entry, String avoiding) {
    Spec spec = entry.spec();
    int[] repels = spec.antiAffinity().stream().mapToInt(this::group).toArray();
    return new Load(
        entry.workload(),
        state.ledger().demand(entry.workload()),
        uses(entry),
        group(spec.group()),
        repels,
        barred(entry, avoiding),
        spec.priority());
  }

  private long[] uses(WorkloadEntry entry) {
    if (use == Use.RESERVED) {
      return state.ledger().plannedFor(entry.workload());
    }
    return entry.measured().isEmpty()
        ? state.ledger().demand(entry.workload())
        : Amounts.of(resources, entry.measured());
  }

  /** What a node uses beside its workloads. */
  private long[] background(NodeEntry node) {
    if (isPast(node)) {
      return new long[resources.length];
    }
    SortedMap<String, Double> units = new TreeMap<>();
    node.measured()
        .forEach(
            (resource, share) ->
                units.put(resource, share * capacity(node).getOrDefault(resource, 0.0)));
    long[] rest = Amounts.of(resources, units);
    for (String id : state.onNode(node.node())) {
      WorkloadEntry entry = state.workload(id);
      long[] measured = Amounts.of(resources, entry.measured());
      boolean runsHere =
          entry.grants().stream()
              .anyMatch(g -> g.node().equals(node.node()) && g.stage() != Grant.Stage.STARTING);
      for (int i = 0; runsHere && i < rest.length; i++) {
        rest[i] -= measured[i];
      }
    }
    for (int i = 0; i < rest.length; i++) {
      rest[i] = StrictMath.max(rest[i], 0);
    }
    return rest;
  }

  private Constraint[] barred(WorkloadEntry entry, String avoiding) {
    Constraint[] byClass =
        barredByClass.computeIfAbsent(
            List.of(entry.spec().requires(), entry.spec().program()), c -> barred(entry.spec()));
    if (avoiding == null && entry.failures().unfit().isEmpty()) {
      return byClass;
    }
    Constraint[] own = byClass.clone();
    entry
        .failures()
        .unfit()
        .forEach(
            (node, incarnation) -> {
              int at = index(node);
              if (at != Board.NONE && nodes.get(at).isLive(incarnation)) {
                own[at] = Constraint.FAILED_HERE;
              }
            });
    if (avoiding != null && index(avoiding) != Board.NONE) {
      own[index(avoiding)] = Constraint.FAILED_HERE;
    }
    return own;
  }

  private Constraint[] barred(Spec spec) {
    Constraint[] barred = new Constraint[nodes.size()];
    for (int n = 0; n < barred.length; n++) {
      Profile profile = nodes.get(n).profile();
      if (profile == null) {
        barred[n] = Constraint.NO_PROFILE;
      } else if (!profile.names(spec.program())) {
        barred[n] = Constraint.NO_PROGRAM;
      } else if (!profile.labels().entrySet().containsAll(spec.requires().entrySet())) {
        barred[n] = Constraint.MISSING_LABEL;
      }
    }
    return barred;
  }

  private static SortedMap<String, Double> capacity(NodeEntry node) {
    return node.profile() == null ? new TreeMap<>() : node.profile().capacity();
  }

  private int group(String name) {
    return name.isEmpty() ? Board.NONE : groups.computeIfAbsent(name, g -> groups.size());
  }

  private static void subtract(long[] sum, long[] part) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] -= part[i];
    }
  }

  private static void add(long[] sum, long[] part) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += part[i];
    }
  }
}
