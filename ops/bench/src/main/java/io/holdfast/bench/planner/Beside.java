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
 * The planner beside Helix's WAGED rebalancer, on the same generated instance, each warmed up by a
 * run that does not count. WAGED runs with evenness 10 and less movement 1: of the settings tried
 * (evenness 1, 3, 5 and 10) the quickest, and none was more even.
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

  /** A run of one of the two: nodes by workload, and how long it took. */
  private record Run(int[] first, double firstMillis, int[] after, double afterMillis) {}

  public void run() throws Exception {
    int nodes = effort.of(1_000, 200);
    int dead = nodes / 100;
    report.say(
        "beside Helix's WAGED (evenness %d, less movement %d): %d nodes, %d workloads; then 1 %% of the nodes die"
            .formatted(EVENNESS, LESS_MOVEMENT, nodes, nodes * 10));
    waged(nodes / 5, dead / 5);
    ours(nodes, dead);
    Run waged = waged(nodes, dead);
    Run ours = ours(nodes, dead);
    tell("waged", waged, nodes, dead);
    tell("ours", ours, nodes, dead);
    ratio("first.speed-over-waged", waged.firstMillis() / ours.firstMillis());
    ratio("after-deaths.speed-over-waged", waged.afterMillis() / ours.afterMillis());
    Board board = Instance.random(nodes, nodes * 10, 0);
    noWorse("first", maximum(board, ours.first(), nodes) / maximum(board, waged.first(), nodes));
    noWorse(
        "after-deaths", maximum(board, ours.after(), nodes) / maximum(board, waged.after(), nodes));
    report.add(
        Figure.of(
                "planner.beside.after-deaths.moves-more-than-waged",
                moved(ours, dead) - moved(waged, dead),
                "moves")
            .atMost(0));
  }

  private void ratio(String name, double value) {
    report.add(Figure.of("planner.beside." + name, value, "x").atLeast(10));
  }

  private void noWorse(String name, double value) {
    report.add(Figure.of("planner.beside." + name + ".maximum-over-waged", value, "x").atMost(1));
  }

  private void tell(String who, Run run, int nodes, int dead) {
    Board board = Instance.random(nodes, nodes * 10, 0);
    String name = "planner.beside." + who;
    report.add(Figure.of(name + ".first.time", run.firstMillis(), "ms"));
    report.add(
        Figure.of(
            name + ".first.max-over-average",
            maximum(board, run.first(), nodes) / Instance.average(board, 0),
            "x"));
    report.add(Figure.of(name + ".after-deaths.time", run.afterMillis(), "ms"));
    report.add(
        Figure.of(
            name + ".after-deaths.max-over-average",
            maximum(board, run.after(), nodes) / Instance.average(board, dead),
            "x"));
    report.add(Figure.of(name + ".after-deaths.moves-beyond", moved(run, dead), "moves"));
  }

  /** Workloads that moved though their node lives. */
  private static long moved(Run run, int dead) {
    return IntStream.range(0, run.first().length)
        .filter(w -> run.first()[w] >= dead && run.first()[w] != run.after()[w])
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

  private static Run waged(int nodes, int dead) throws Exception {
    Board board = Instance.random(nodes, nodes * 10, 0);
    long[][] uses = new long[board.loads()][];
    for (int w = 0; w < uses.length; w++) {
      uses[w] = board.load(w).use();
    }
    long[] capacity = {Instance.capacity(), Instance.capacity()};
    var peer = new WagedPeer(RESOURCES, nodes, uses, capacity, EVENNESS, LESS_MOVEMENT);
    long begin = System.nanoTime();
    int[] first = peer.assign(null, 0);
    double firstMillis = (System.nanoTime() - begin) / 1e6;
    begin = System.nanoTime();
    int[] after = peer.assign(first, dead);
    return new Run(first, firstMillis, after, (System.nanoTime() - begin) / 1e6);
  }

  private static Run ours(int nodes, int dead) {
    Board board = Instance.random(nodes, nodes * 10, 0);
    long begin = System.nanoTime();
    placer(board).place(Instance.all(board));
    double firstMillis = (System.nanoTime() - begin) / 1e6;
    int[] first = places(board);
    begin = System.nanoTime();
    int[] orphans = IntStream.range(0, first.length).filter(w -> first[w] < dead).toArray();
    Arrays.stream(orphans).forEach(board::take);
    board.close(dead);
    placer(board).place(orphans);
    double afterMillis = (System.nanoTime() - begin) / 1e6;
    return new Run(first, firstMillis, places(board), afterMillis);
  }

  private static Placer placer(Board board) {
    return new Placer(board, Strategies.of(PlacementStrategy.BALANCE));
  }

  private static int[] places(Board board) {
    return IntStream.range(0, board.loads()).map(board::at).toArray();
  }
}
