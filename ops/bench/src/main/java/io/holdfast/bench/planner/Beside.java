package io.holdfast.bench.planner;

import io.holdfast.bench.Effort;
import io.holdfast.bench.Figure;
import io.holdfast.bench.Report;
import io.holdfast.dispatcher.domain.placement.Board;
import io.holdfast.dispatcher.domain.placement.Placer;
import io.holdfast.dispatcher.domain.placement.Strategies;
import io.holdfast.records.PlacementStrategy;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The planner beside Helix's WAGED rebalancer, on the same generated instances, each warmed up by a
 * run that does not count: a first placement; and what either placed, of which some nodes die.
 * WAGED runs with evenness 10 and less movement 1: of the settings tried (evenness 1, 3, 5 and 10)
 * the quickest, and none was more even.
 */
public final class Beside {

  private static final String[] RESOURCES = {"cpu", "memory"};
  private static final int EVENNESS = 10;
  private static final int LESS_MOVEMENT = 1;

  private final Effort effort;
  private final Report report;

  public Beside(Effort effort, Report report) {
    this.effort = effort;
    this.report = report;
  }

  /** What one of the two answers: node by workload, and how long it took. */
  private record Answer(int[] at, double millis) {}

  public void run() throws Exception {
    int nodes = effort.of(1_000, 200);
    int dead = nodes / 100;
    report.say(
        "beside Helix's WAGED (evenness %d, less movement %d): %d nodes, %d workloads; then 1 %% of the nodes die"
            .formatted(EVENNESS, LESS_MOVEMENT, nodes, nodes * 10));
    wagedAfter(wagedFirst(nodes / 5).at(), nodes / 5, dead / 5);
    oursAfter(oursFirst(nodes).at(), nodes, dead);
    Answer waged = wagedFirst(nodes);
    Answer ours = oursFirst(nodes);
    compare("first", ours, waged, nodes, 0);
    deaths("after-deaths-where-waged-placed", waged.at(), nodes, dead);
    deaths("after-deaths-where-ours-placed", ours.at(), nodes, dead);
  }

  /** Both go on from the same placement. */
  private void deaths(String name, int[] first, int nodes, int dead) throws Exception {
    Answer waged = wagedAfter(first, nodes, dead);
    Answer ours = oursAfter(first, nodes, dead);
    compare(name, ours, waged, nodes, dead);
    long movedByWaged = moved(first, waged.at(), dead);
    report.add(figure(name + ".waged.moves-beyond", movedByWaged, "moves"));
    report.add(
        figure(
                name + ".moves-more-than-waged",
                moved(first, ours.at(), dead) - movedByWaged,
                "moves")
            .atMost(0));
  }

  private void compare(String name, Answer ours, Answer waged, int nodes, int dead) {
    Board board = Instance.random(nodes, nodes * 10, 0);
    double average = Instance.average(board, dead);
    double ourMaximum = maximum(board, ours.at(), nodes);
    double maximum = maximum(board, waged.at(), nodes);
    report.add(figure(name + ".waged.time", waged.millis(), "ms"));
    report.add(figure(name + ".ours.time", ours.millis(), "ms"));
    report.add(figure(name + ".speed-over-waged", waged.millis() / ours.millis(), "x").atLeast(10));
    report.add(figure(name + ".waged.max-over-average", maximum / average, "x"));
    report.add(figure(name + ".ours.max-over-average", ourMaximum / average, "x"));
    report.add(figure(name + ".maximum-over-waged", ourMaximum / maximum, "x").atMost(1));
  }

  private static Figure figure(String name, double value, String unit) {
    return Figure.of("planner.beside." + name, value, unit);
  }

  /** Workloads that moved though their node lives. */
  private static long moved(int[] first, int[] after, int dead) {
    return IntStream.range(0, first.length)
        .filter(w -> first[w] >= dead && first[w] != after[w])
        .count();
  }

  private static double maximum(Board board, int[] at, int nodes) {
    long[][] used = new long[nodes][RESOURCES.length];
    for (int w = 0; w < at.length; w++) {
      for (int r = 0; r < RESOURCES.length; r++) {
        used[at[w]][r] += board.load(w).use()[r];
      }
    }
    double most = 0;
    for (long[] node : used) {
      most = Math.max(most, Arrays.stream(node).max().orElse(0));
    }
    return most / Instance.capacity();
  }

  private static Answer wagedFirst(int nodes) throws Exception {
    return waged(nodes, null, 0);
  }

  private static Answer wagedAfter(int[] first, int nodes, int dead) throws Exception {
    return waged(nodes, first, dead);
  }

  private static Answer waged(int nodes, int[] first, int dead) throws Exception {
    Board board = Instance.random(nodes, nodes * 10, 0);
    long[][] uses = new long[board.loads()][];
    for (int w = 0; w < uses.length; w++) {
      uses[w] = board.load(w).use();
    }
    long[] capacity = {Instance.capacity(), Instance.capacity()};
    var peer = new WagedPeer(RESOURCES, nodes, uses, capacity, EVENNESS, LESS_MOVEMENT);
    long begin = System.nanoTime();
    int[] at = peer.assign(first, dead);
    return new Answer(at, (System.nanoTime() - begin) / 1e6);
  }

  private static Answer oursFirst(int nodes) {
    Board board = Instance.random(nodes, nodes * 10, 0);
    return placed(board, Instance.all(board));
  }

  private static Answer oursAfter(int[] first, int nodes, int dead) {
    Board board = Instance.random(nodes, nodes * 10, 0);
    int[] orphans = IntStream.range(0, first.length).filter(w -> first[w] < dead).toArray();
    IntStream.range(0, first.length)
        .filter(w -> first[w] >= dead)
        .forEach(w -> board.put(w, first[w]));
    board.close(dead);
    return placed(board, orphans);
  }

  private static Answer placed(Board board, int[] workloads) {
    long begin = System.nanoTime();
    new Placer(board, Strategies.of(PlacementStrategy.BALANCE)).place(workloads);
    double millis = (System.nanoTime() - begin) / 1e6;
    return new Answer(IntStream.range(0, board.loads()).map(board::at).toArray(), millis);
  }
}
