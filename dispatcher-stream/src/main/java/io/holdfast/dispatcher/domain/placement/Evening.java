package io.holdfast.dispatcher.domain.placement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Evens a pool's load with few moves: a descent that relieves the most utilised node by the shift
 * or the swap that leaves the least maximum behind, until no step lowers it or the budget is spent.
 *
 * <p>Any step may be the last, so it can be stopped anywhere, and gone on with later on a board
 * that was drawn anew ({@link #follow}). What comes of the steps is told by their {@link Trail}.
 */
public final class Evening {

  /** A node that is no more than this share above the average is not worth a move. */
  private static final double EVEN_ENOUGH = 0.015;

  /** So many of the most used nodes compete for the next step; */
  private static final int HOT = 8;

  /** but where more than these are hot, the hottest alone is looked at. */
  private static final int MANY_HOT = 64;

  /** A swap is tried only where it lowers the maximum by so much more than a shift does. */
  private static final double SWAP_GAIN = 0.005;

  /** A lesser fall of the maximum is rounding. */
  static final double TRIFLE = 1e-9;

  /** Shifts go to one of this many of the least utilised nodes that are feasible. */
  private static final int SHIFT_TARGETS = 64;

  /** Swaps are tried with this many of the least utilised nodes. */
  private static final int SWAP_PARTNERS = 16;

  private final Board board;
  private final BitSet movable;
  private final BitSet frozen;
  private final double[] utilisation;
  private final double[] misfits;
  private final List<List<Integer>> onNode;
  private final Ladder ladder;
  private final double[] levels;
  private final double enough;
  private final Trail trail;

  /**
   * @param movable workloads that may move
   * @param frozen nodes that nothing may leave or come to
   */
  public Evening(Board board, BitSet movable, BitSet frozen) {
    this(board, movable, frozen, EVEN_ENOUGH);
  }

  /**
   * @param evenEnough share above the average that needs no relief
   */
  public Evening(Board board, BitSet movable, BitSet frozen, double evenEnough) {
    this.board = board;
    this.movable = movable;
    this.frozen = frozen;
    utilisation = new double[board.nodes()];
    onNode = new ArrayList<>(board.nodes());
    for (int n = 0; n < board.nodes(); n++) {
      utilisation[n] = board.utilisation(n);
      onNode.add(new ArrayList<>());
    }
    for (int w = 0; w < board.loads(); w++) {
      if (board.at(w) != Board.NONE) {
        onNode.get(board.at(w)).add(w);
      }
    }
    levels = board.averages();
    misfits = new double[board.nodes()];
    Arrays.setAll(misfits, this::misfit);
    enough = Arrays.stream(levels).max().orElse(0) * (1 + evenEnough);
    ladder = new Ladder(IntStream.range(0, board.nodes()).toArray(), utilisation);
    trail = new Trail(maximum());
  }

  /**
   * A step that was made: one workload goes, and perhaps another comes back.
   *
   * @param back {@link Board#NONE} when none does
   */
  public record Exchange(int workload, int from, int to, int back) {}

  /** One workload from one node to another. */
  public record Move(int workload, int from, int to) {}

  /**
   * What to move, in this order.
   *
   * @param before maximum utilisation of a node
   * @param after the same, were all moves made
   */
  public record Plan(List<Move> moves, double before, double after) {
    public Plan {
      moves = List.copyOf(moves);
    }

    public double gain() {
      return before - after;
    }
  }

  /**
   * A step that is considered: a shift, or a swap when there is a workload that comes back.
   *
   * @param maximum of the two nodes afterwards; no less than what is even enough
   * @param misfit how much farther the two are then from even, where the maximum does not tell;
   *     negative when they are nearer
   */
  private record Step(int workload, int from, int to, int back, double maximum, double misfit) {

    boolean isBetterThan(Step other) {
      if (other == null || maximum < other.maximum - TRIFLE) {
        return true;
      }
      return maximum <= other.maximum + TRIFLE && misfit < other.misfit - TRIFLE;
    }
  }

  /** What to move after at most so many steps; leaves the board as if all of them were made. */
  public Plan plan(int steps) {
    advance(steps);
    return plan();
  }

  /** Makes steps that were made before on another board, as far as they still fit this one. */
  public void follow(List<Exchange> earlier) {
    for (Exchange step : earlier) {
      if (stillFits(step)) {
        make(step);
      }
    }
  }

  private boolean stillFits(Exchange step) {
    boolean mayMove =
        board.at(step.workload()) == step.from()
            && movable.get(step.workload())
            && !frozen.get(step.from())
            && !frozen.get(step.to());
    if (step.back() == Board.NONE) {
      int mates = mayMove ? matesAfterLeaving(step.workload(), step.from()) : 0;
      return mayMove
          && spreads(step.workload(), step.to(), step.from(), mates)
          && board.fits(step.workload(), step.to());
    }
    return mayMove
        && board.at(step.back()) == step.to()
        && movable.get(step.back())
        && swapFits(step.workload(), step.from(), step.back(), step.to());
  }

  /**
   * Makes at most so many steps more.
   *
   * @return whether there may be more to gain by others
   */
  public boolean advance(int steps) {
    for (int left = steps; left > 0; left--) {
      Step step = maximum() > enough ? next() : null;
      if (step == null) {
        return false;
      }
      make(new Exchange(step.workload(), step.from(), step.to(), step.back()));
    }
    return true;
  }

  /** All steps made so far. */
  public List<Exchange> steps() {
    return trail.steps();
  }

  /** What to move to come by the shortest way to nearly what all steps made so far bring. */
  public Plan plan() {
    return trail.plan();
  }

  private double maximum() {
    return ladder.size() == 0 ? 0 : utilisation[ladder.at(ladder.size() - 1)];
  }

  /**
   * Of the steps that would make one of the hottest nodes even enough, the one that fits best: what
   * strayed goes home, whichever node it made hot. Where there is none, the one that relieves the
   * hottest node most.
   */
  private Step next() {
    Step fitting = null;
    Step relief = null;
    int top = ladder.size() - 1;
    boolean areMany = top >= MANY_HOT && utilisation[ladder.at(top - MANY_HOT)] > enough;
    int last = StrictMath.max(0, areMany ? top : top - HOT + 1);
    for (int rung = top; rung >= last; rung--) {
      int hot = ladder.at(rung);
      if (utilisation[hot] <= enough) {
        break;
      }
      Step step = best(hot);
      if (rung == top) {
        relief = step;
      }
      boolean isEven = step != null && step.maximum() <= enough;
      if (isEven && (fitting == null || step.misfit() < fitting.misfit() - TRIFLE)) {
        fitting = step;
      }
    }
    return fitting == null ? relief : fitting;
  }

  private Step best(int hot) {
    if (hot == Board.NONE || frozen.get(hot)) {
      return null;
    }
    Step best = null;
    int[] partners = coolest(hot);
    for (int w : onNode.get(hot)) {
      if (movable.get(w)) {
        best = shift(w, hot, best);
      }
    }
    if (best != null && best.maximum() <= enough) {
      return best;
    }
    for (int w : onNode.get(hot)) {
      for (int n : partners) {
        best = movable.get(w) ? swap(w, hot, n, best) : best;
      }
    }
    return best;
  }

  private Step shift(int w, int hot, Step sofar) {
    double left = board.utilisationChanged(hot, w, Board.NONE);
    int mates = matesAfterLeaving(w, hot);
    Step best = sofar;
    double bar = utilisation[hot] - TRIFLE;
    int targets = SHIFT_TARGETS;
    for (int rung = 0; rung < ladder.size() && targets > 0; rung++) {
      int n = ladder.at(rung);
      if (utilisation[n] >= bar) {
        break;
      }
      if (n == hot || frozen.get(n) || !board.isOpen(n)) {
        continue;
      }
      double maximum = StrictMath.max(left, board.utilisationWith(w, n));
      if (spreads(w, n, hot, mates) && board.fits(w, n)) {
        targets--;
        if (maximum < bar) {
          best = better(best, step(w, hot, n, Board.NONE, maximum));
        }
      }
    }
    return best;
  }

  private Step swap(int w, int hot, int n, Step sofar) {
    Step best = sofar;
    double bar = utilisation[hot] - TRIFLE;
    for (int back : onNode.get(n)) {
      if (!movable.get(back)) {
        continue;
      }
      double maximum =
          StrictMath.max(
              board.utilisationChanged(hot, w, back), board.utilisationChanged(n, back, w));
      // A swap is two moves: it must leave less behind than the best shift by a good part.
      boolean isWorthTwo = best == null || maximum < best.maximum() - SWAP_GAIN;
      if (maximum < bar && isWorthTwo && swapFits(w, hot, back, n)) {
        best = better(best, step(w, hot, n, back, maximum));
      }
    }
    return best;
  }

  /** What is below even enough is as good as that; then the better fit counts. */
  private Step step(int w, int hot, int n, int back, double maximum) {
    double told = StrictMath.max(maximum, enough);
    double misfit =
        maximum > enough
            ? 0
            : board.misfit(hot, w, back, levels)
                + board.misfit(n, back, w, levels)
                - misfits[hot]
                - misfits[n];
    return new Step(w, hot, n, back, told, misfit);
  }

  private static Step better(Step sofar, Step next) {
    return next.isBetterThan(sofar) ? next : sofar;
  }

  private boolean swapFits(int w, int hot, int back, int n) {
    int mates = matesAfterLeaving(w, hot);
    int matesBack = matesAfterLeaving(back, n);
    board.take(w);
    board.take(back);
    boolean fits =
        board.fits(w, n)
            && board.fits(back, hot)
            && board.zoneMates(w, n) <= mates
            && board.zoneMates(back, hot) <= matesBack;
    board.put(w, hot);
    board.put(back, n);
    return fits;
  }

  /** A move must not crowd a group into a zone. */
  private boolean spreads(int w, int n, int hot, int mates) {
    int there = board.zoneMates(w, n) - (board.zone(n) == board.zone(hot) ? 1 : 0);
    return board.load(w).group() == Board.NONE || there <= mates;
  }

  private int matesAfterLeaving(int w, int n) {
    return board.load(w).group() == Board.NONE ? 0 : board.zoneMates(w, n) - 1;
  }

  private int[] coolest(int hot) {
    int[] coolest = new int[StrictMath.min(SWAP_PARTNERS, ladder.size())];
    int found = 0;
    for (int rung = 0; rung < ladder.size() && found < coolest.length; rung++) {
      int n = ladder.at(rung);
      if (n != hot && !frozen.get(n) && board.isOpen(n)) {
        coolest[found++] = n;
      }
    }
    return Arrays.copyOf(coolest, found);
  }

  private void make(Exchange step) {
    move(step.workload(), step.from(), step.to());
    if (step.back() != Board.NONE) {
      move(step.back(), step.to(), step.from());
    }
    trail.add(step, maximum());
  }

  private void move(int w, int from, int to) {
    board.take(w);
    board.put(w, to);
    onNode.get(from).remove((Integer) w);
    onNode.get(to).add(w);
    ladder.moved(from, board.utilisation(from));
    ladder.moved(to, board.utilisation(to));
    misfits[from] = misfit(from);
    misfits[to] = misfit(to);
  }

  private double misfit(int n) {
    return board.misfit(n, Board.NONE, Board.NONE, levels);
  }
}
