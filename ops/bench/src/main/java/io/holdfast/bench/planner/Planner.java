package io.holdfast.bench.planner;

import io.holdfast.bench.Effort;
import io.holdfast.bench.Figure;
import io.holdfast.bench.Report;
import io.holdfast.bench.Samples;
import io.holdfast.dispatcher.domain.placement.Board;
import io.holdfast.dispatcher.domain.placement.Evening;
import io.holdfast.dispatcher.domain.placement.Placer;
import io.holdfast.dispatcher.domain.placement.Strategies;
import io.holdfast.records.PlacementStrategy;
import java.util.Arrays;
import java.util.BitSet;

/** Time and quality of plans, without the fold around them. */
public final class Planner {

  /** Share above the average that is good enough after deaths: fewer moves of what is well. */
  private static final double AFTER_DEATHS = 0.04;

  private static final int STEPS = 1_000_000;

  private final Effort effort;
  private final Report report;

  public Planner(Effort effort, Report report) {
    this.effort = effort;
    this.report = report;
  }

  public void run() {
    report.say("planner: two resources, three quarters full; medians");
    int large = effort.of(10_000, 2_000);
    first("1k-10k", 1_000, 500);
    first("large", large, 6_000);
    failover("1k-10k.10%", 1_000, 10, 100);
    failover("large.1%", large, 100, 200);
    rebalance(large);
    report.say("planted optimum, 85 % full, a twentieth as many displaced as there are nodes");
    planted(2);
    planted(4);
  }

  private void first(String name, int nodes, double floorMillis) {
    var times = new Samples();
    double ratio = 0;
    for (int round = 0; round < rounds(); round++) {
      Board board = Instance.random(nodes, nodes * 10, round);
      times.add(millis(() -> placer(board).place(Instance.all(board))));
      ratio = Math.max(ratio, Instance.maximum(board, 0) / Instance.average(board, 0));
    }
    report.add(
        Figure.of("planner.first." + name + ".time", times.median(), "ms").atMost(floorMillis));
    report.add(Figure.of("planner.first." + name + ".max-over-average", ratio, "x").atMost(1.02));
  }

  /** The first nodes die, one in {@code share}; their workloads go to the others. */
  private void failover(String name, int nodes, int share, double floorMillis) {
    var times = new Samples();
    int dead = nodes / share;
    double ratio = 0;
    int orphaned = 0;
    int moved = 0;
    for (int round = 0; round < rounds(); round++) {
      Board board = Instance.random(nodes, nodes * 10, round);
      placer(board).place(Instance.all(board));
      int[] orphans = Arrays.stream(Instance.all(board)).filter(w -> board.at(w) < dead).toArray();
      Arrays.stream(orphans).forEach(board::take);
      board.close(dead);
      times.add(millis(() -> placer(board).place(orphans)));
      BitSet movable = new BitSet();
      movable.set(0, board.loads());
      moved = new Evening(board, movable, new BitSet(), AFTER_DEATHS).plan(STEPS).moves().size();
      orphaned = orphans.length;
      ratio = Math.max(ratio, Instance.maximum(board, dead) / Instance.average(board, dead));
    }
    report.add(
        Figure.of("planner.failover." + name + ".time", times.median(), "ms").atMost(floorMillis));
    report.add(Figure.of("planner.failover." + name + ".orphans", orphaned, "workloads"));
    report.add(
        Figure.of("planner.failover." + name + ".max-over-average", ratio, "x").atMost(1.05));
    report.add(Figure.of("planner.failover." + name + ".moves-beyond", moved, "moves"));
  }

  private void rebalance(int nodes) {
    Board board = Instance.random(nodes, nodes * 10, 7);
    for (int w = 0; w < board.loads(); w++) {
      board.put(w, w % (nodes * 9 / 10));
    }
    BitSet movable = new BitSet();
    movable.set(0, board.loads());
    Evening.Plan[] plan = new Evening.Plan[1];
    double time = millis(() -> plan[0] = new Evening(board, movable, new BitSet()).plan(STEPS));
    report.add(Figure.of("planner.rebalance.time", time, "ms").atMost(3_000));
    report.add(Figure.of("planner.rebalance.moves", plan[0].moves().size(), "moves"));
    report.add(
        Figure.of(
            "planner.rebalance.max-over-average",
            plan[0].after() / Instance.average(board, 0),
            "x"));
  }

  private void planted(int resources) {
    int nodes = effort.of(1_000, 200);
    int displaced = nodes / 20;
    double worst = 0;
    double moves = 0;
    for (int seed = 0; seed < effort.of(9, 3); seed++) {
      Board board = Instance.planted(nodes, resources, displaced, seed);
      BitSet movable = new BitSet();
      movable.set(0, board.loads());
      Evening.Plan plan = new Evening(board, movable, new BitSet()).plan(STEPS);
      worst = Math.max(worst, plan.after() / Instance.plantedLevel());
      moves = Math.max(moves, plan.moves().size() / (double) displaced);
    }
    String name = "planner.planted." + resources + "-resources";
    report.add(Figure.of(name + ".worst-over-optimum", worst, "x").atMost(1.02));
    report.add(Figure.of(name + ".moves-over-displaced", moves, "x").atMost(1.1));
  }

  private int rounds() {
    return effort.of(5, 2);
  }

  private static Placer placer(Board board) {
    return new Placer(board, Strategies.of(PlacementStrategy.BALANCE));
  }

  private static double millis(Runnable work) {
    long begin = System.nanoTime();
    work.run();
    return (System.nanoTime() - begin) / 1e6;
  }
}
