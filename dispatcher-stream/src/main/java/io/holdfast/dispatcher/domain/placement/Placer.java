package io.holdfast.dispatcher.domain.placement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Places workloads one after the other: by order, then the heaviest first, then by id. Of the
 * feasible nodes those in the zones with the fewest members of the workload's group count, and of
 * these the one that the strategy scores best.
 */
public final class Placer {

  private final Board board;
  private final Strategy strategy;

  public Placer(Board board, Strategy strategy) {
    this.board = board;
    this.strategy = strategy;
  }

  /**
   * Puts each of the workloads on the board where a node is feasible.
   *
   * @return by index of workload; null for those that were not asked for
   */
  public Choice[] place(int[] workloads) {
    Choice[] choices = new Choice[board.loads()];
    for (int w : inOrder(workloads)) {
      Choice choice = choose(w);
      if (choice.isMade()) {
        board.put(w, choice.node());
        board.turn(choice.node());
      }
      choices[w] = choice;
    }
    return choices;
  }

  /** Chooses without putting. */
  public Choice choose(int w) {
    int best = Board.NONE;
    int bestMates = Integer.MAX_VALUE;
    double bestScore = Double.POSITIVE_INFINITY;
    List<Choice.Considered> feasible = new ArrayList<>();
    List<Choice.Considered> ruledOut = new ArrayList<>();
    for (int n = 0; n < board.nodes(); n++) {
      Constraint constraint = board.ruledOutBy(w, n);
      if (constraint != null) {
        if (ruledOut.size() < Choice.MOST_CONSIDERED) {
          ruledOut.add(new Choice.Considered(board.node(n), 0, constraint));
        }
        continue;
      }
      int mates = board.zoneMates(w, n);
      double score = strategy.score(board, w, n);
      if (mates < bestMates || (mates == bestMates && score < bestScore)) {
        best = n;
        bestMates = mates;
        bestScore = score;
      }
      consider(feasible, new Choice.Considered(board.node(n), score, null));
    }
    return new Choice(best, explained(best, feasible, ruledOut));
  }

  /** Keeps the best few, so that a large pool costs no more memory than a small one. */
  private static void consider(List<Choice.Considered> feasible, Choice.Considered candidate) {
    feasible.add(candidate);
    if (feasible.size() > 4 * Choice.MOST_CONSIDERED) {
      feasible.sort(Comparator.comparingDouble(Choice.Considered::score));
      feasible.subList(Choice.MOST_CONSIDERED, feasible.size()).clear();
    }
  }

  private List<Choice.Considered> explained(
      int best, List<Choice.Considered> feasible, List<Choice.Considered> ruledOut) {
    feasible.sort(
        Comparator.comparing(
                (Choice.Considered c) -> best == Board.NONE || !c.node().equals(board.node(best)))
            .thenComparingDouble(Choice.Considered::score));
    List<Choice.Considered> all = new ArrayList<>(feasible);
    all.addAll(ruledOut);
    return all.size() > Choice.MOST_CONSIDERED ? all.subList(0, Choice.MOST_CONSIDERED) : all;
  }

  private int[] inOrder(int[] workloads) {
    Integer[] order = Arrays.stream(workloads).boxed().toArray(Integer[]::new);
    double[] weight = new double[board.loads()];
    for (int w : workloads) {
      weight[w] = board.weightOf(w);
    }
    Arrays.sort(
        order,
        Comparator.comparingInt((Integer w) -> -board.load(w).order())
            .thenComparingDouble(w -> -weight[w])
            .thenComparingInt(w -> w));
    return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
  }
}
