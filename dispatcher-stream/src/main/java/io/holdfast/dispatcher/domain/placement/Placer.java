package io.holdfast.dispatcher.domain.placement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Places workloads one after the other: by order, then the heaviest first, then by id. Of the
 * feasible nodes those in the zones with the fewest members of the workload's group count, and of
 * these the one that the strategy scores best.
 *
 * <p>Where that would take too long, a strategy that follows utilisation looks at the least used
 * feasible nodes only: the best of them is the best of all, or nearly so. The fewer workloads there
 * are to be placed, the more nodes each looks at.
 */
public final class Placer {

  /** Pools of no more nodes are looked at as a whole, and of larger ones no fewer nodes. */
  private static final int ENOUGH = 64;

  /** A batch looks at so many nodes in all, if that is more for each. */
  private static final int LOOKS = 250_000;

  /** A batch is evened to this share above the average. */
  private static final double EVENED = 0.002;

  /** One step of evening for so many workloads placed. */
  private static final int STEPS_PER_WORKLOAD = 4;

  private final Board board;
  private final Strategy strategy;
  private final double[] utilisation;
  private final Ladder ladder;

  public Placer(Board board, Strategy strategy) {
    this.board = board;
    this.strategy = strategy;
    utilisation = new double[board.nodes()];
    for (int n = 0; n < utilisation.length; n++) {
      utilisation[n] = board.utilisation(n);
    }
    boolean isLarge = strategy.followsUtilisation() && board.nodes() > ENOUGH;
    ladder =
        isLarge
            ? new Ladder(
                IntStream.range(0, board.nodes()).filter(board::isOpen).toArray(), utilisation)
            : null;
  }

  /**
   * Puts each of the workloads on the board where a node is feasible.
   *
   * @return by index of workload; null for those that were not asked for
   */
  public Choice[] place(int[] workloads) {
    Choice[] choices = new Choice[board.loads()];
    int[] order = inOrder(workloads);
    int enough = StrictMath.max(ENOUGH, LOOKS / StrictMath.max(1, workloads.length));
    choose(order, enough, choices);
    if (strategy.evens()) {
      even(workloads, choices);
      choose(order, enough, choices); // what found no room may find some now
    }
    return choices;
  }

  private void choose(int[] order, int enough, Choice[] choices) {
    for (int w : order) {
      if (choices[w] == null || !choices[w].isMade()) {
        choices[w] = choose(w, enough);
        if (choices[w].isMade()) {
          put(w, choices[w].node());
        }
      }
    }
  }

  /** Nothing of the batch runs yet, so moving it costs nothing. */
  private void even(int[] workloads, Choice[] choices) {
    BitSet movable = new BitSet();
    Arrays.stream(workloads).filter(w -> choices[w].isMade()).forEach(movable::set);
    new Evening(board, movable, new BitSet(), EVENED)
        .advance(workloads.length / STEPS_PER_WORKLOAD);
    for (int w : workloads) {
      if (choices[w].isMade() && board.at(w) != choices[w].node()) {
        choices[w] = choices[w].insteadOn(board, board.at(w));
      }
    }
    if (ladder != null) {
      for (int n = 0; n < board.nodes(); n++) {
        if (board.isOpen(n)) {
          ladder.moved(n, board.utilisation(n));
        }
      }
    }
  }

  /** Puts a workload on a node that was chosen otherwise. */
  public void put(int w, int node) {
    board.put(w, node);
    board.turn(node);
    if (ladder != null) {
      ladder.moved(node, board.utilisation(node));
    }
  }

  /** Chooses without putting. */
  public Choice choose(int w) {
    return choose(w, LOOKS);
  }

  private Choice choose(int w, int enough) {
    var search = new Search(w);
    if (ladder == null) {
      for (int n = 0; n < board.nodes(); n++) {
        search.look(n);
      }
    } else {
      climb(search, enough);
    }
    return search.choice();
  }

  /** A workload of no group is content with the first rungs; another wants the emptiest zones. */
  private void climb(Search search, int enough) {
    boolean isAnyZoneWell = board.load(search.workload).group() == Board.NONE;
    int content = isAnyZoneWell ? enough : Integer.MAX_VALUE;
    for (int rung = 0; rung < ladder.size() && search.found < content; rung++) {
      search.look(ladder.at(rung));
    }
    for (int n = 0; search.found == 0 && search.isWorded() && n < board.nodes(); n++) {
      if (!board.isOpen(n)) {
        search.look(n);
      }
    }
  }

  /** One workload looking for its node. */
  private final class Search {

    private final int workload;
    private int found;
    private int best = Board.NONE;
    private int bestMates = Integer.MAX_VALUE;
    private double bestScore = Double.POSITIVE_INFINITY;
    private final List<Choice.Considered> feasible = new ArrayList<>();
    private final List<Choice.Considered> ruledOut = new ArrayList<>();

    Search(int workload) {
      this.workload = workload;
    }

    boolean isWorded() {
      return ruledOut.size() < Choice.MOST_CONSIDERED;
    }

    void look(int n) {
      Constraint constraint = board.ruledOutBy(workload, n);
      if (constraint != null) {
        if (isWorded()) {
          ruledOut.add(new Choice.Considered(board.node(n), 0, constraint));
        }
        return;
      }
      found++;
      int mates = board.zoneMates(workload, n);
      double score = strategy.score(board, workload, n);
      boolean isTie = mates == bestMates && score == bestScore;
      if (mates < bestMates || (mates == bestMates && score < bestScore) || (isTie && n < best)) {
        best = n;
        bestMates = mates;
        bestScore = score;
      }
      feasible.add(new Choice.Considered(board.node(n), score, null));
      if (feasible.size() > 4 * Choice.MOST_CONSIDERED) {
        sortFeasible();
        feasible.subList(Choice.MOST_CONSIDERED, feasible.size()).clear();
      }
    }

    private void sortFeasible() {
      feasible.sort(
          Comparator.comparingDouble(Choice.Considered::score)
              .thenComparing(Choice.Considered::node));
    }

    Choice choice() {
      sortFeasible();
      List<Choice.Considered> all = new ArrayList<>(Choice.MOST_CONSIDERED);
      if (best != Board.NONE) {
        all.add(new Choice.Considered(board.node(best), bestScore, null));
      }
      for (Choice.Considered candidate : feasible) {
        boolean isChosen = best != Board.NONE && candidate.node().equals(board.node(best));
        if (!isChosen && all.size() < Choice.MOST_CONSIDERED) {
          all.add(candidate);
        }
      }
      for (int i = 0; i < ruledOut.size() && all.size() < Choice.MOST_CONSIDERED; i++) {
        all.add(ruledOut.get(i));
      }
      return new Choice(best, all);
    }
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
