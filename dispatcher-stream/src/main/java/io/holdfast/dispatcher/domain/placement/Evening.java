package io.holdfast.dispatcher.domain.placement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Evens a pool's load with few moves: what makes a hot node even enough first ({@link Fitting});
 * where there is nothing like that, the shift or the swap that relieves the most utilised node
 * most, until no step lowers it or the budget is spent.
 *
 * <p>Any step may be the last, so it can be stopped anywhere, and gone on with later on a board
 * that was drawn anew ({@link #follow}). What comes of the steps is told by their {@link Trail}.
 */
public final class Evening {

  /** A node that is no more than this share above the average is not worth a move. */
  private static final double EVEN_ENOUGH = 0.015;

  /** A swap is tried only where it lowers the maximum by so much more than a shift does. */
  private static final double SWAP_GAIN = 0.005;

  /** A lesser fall of the maximum is rounding. */
  static final double TRIFLE = 1e-9;

  /** Shifts go to one of this many of the least utilised nodes that are feasible. */
  private static final int SHIFT_TARGETS = 64;

  /** Swaps are tried with this many of the least utilised nodes. */
  private static final int SWAP_PARTNERS = 16;

  private final Board board;
  private final Scales scales;
  private final Fitting fitting;
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
    scales = new Scales(board, movable, frozen);
    enough = Arrays.stream(scales.levels()).max().orElse(0) * (1 + evenEnough);
    fitting = new Fitting(scales, board, enough);
    trail = new Trail(scales.maximum());
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

  /** A step that is considered, and the maximum of the two nodes after it. */
  private record Relief(Exchange step, double maximum) {}

  /** What to move after at most so many steps; leaves the board as planned. */
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
    boolean mayMove = mayMove(step.workload(), step.from(), step.to());
    if (step.back() == Board.NONE) {
      return mayMove && scales.shiftFits(step.workload(), step.from(), step.to());
    }
    return mayMove
        && mayMove(step.back(), step.to(), step.from())
        && scales.swapFits(step.workload(), step.from(), step.back(), step.to());
  }

  private boolean mayMove(int w, int from, int to) {
    return board.at(w) == from
        && scales.isMovable(w)
        && !scales.isFrozen(from)
        && !scales.isFrozen(to);
  }

  /**
   * Makes at most so many steps more, or one more than that: what belongs together is not parted.
   *
   * @return whether there may be more to gain by others
   */
  public boolean advance(int steps) {
    int left = steps;
    while (left > 0) {
      List<Exchange> next = scales.maximum() > enough ? next() : List.of();
      if (next.isEmpty()) {
        return false;
      }
      next.forEach(this::make);
      left -= next.size();
    }
    return true;
  }

  private List<Exchange> next() {
    List<Exchange> fit = fitting.next();
    if (!fit.isEmpty()) {
      return fit;
    }
    Relief relief = relief(scales.hottest(0));
    return relief == null ? List.of() : List.of(relief.step());
  }

  /** All steps made so far. */
  public List<Exchange> steps() {
    return trail.steps();
  }

  /**
   * What to move to come by the shortest way to nearly what all steps made so far bring. The steps
   * beyond are undone.
   */
  public Plan plan() {
    List<Exchange> steps = trail.steps();
    int kept = trail.kept();
    for (int i = steps.size() - 1; i >= kept; i--) {
      undo(steps.get(i));
    }
    double after = scales.maximum();
    List<Move> moves = new ArrayList<>(trail.moves(kept));
    for (int i = moves.size() - 1; i >= 0; i--) {
      if (mayGoHome(moves.get(i), after)) {
        scales.move(moves.get(i).workload(), moves.get(i).to(), moves.get(i).from());
        moves.remove(i);
      }
    }
    return new Plan(moves, trail.before(), scales.maximum());
  }

  /** Whether a move is not needed any more, once later ones were made. */
  private boolean mayGoHome(Move move, double maximum) {
    return board.utilisationWith(move.workload(), move.from()) <= maximum
        && scales.shiftFits(move.workload(), move.to(), move.from());
  }

  private void undo(Exchange step) {
    if (step.back() != Board.NONE) {
      scales.move(step.back(), step.from(), step.to());
    }
    scales.move(step.workload(), step.to(), step.from());
  }

  private Relief relief(int hot) {
    Relief best = null;
    for (int w : scales.movable(hot)) {
      best = shift(w, hot, best);
    }
    if (best != null && best.maximum() <= enough) {
      return best;
    }
    int[] partners = coolest(hot);
    for (int w : scales.movable(hot)) {
      for (int n : partners) {
        best = swap(w, hot, n, best);
      }
    }
    return best;
  }

  /** What a shift or a swap must stay under to be better than what was found so far. */
  private double bar(int hot, Relief sofar) {
    return (sofar == null ? scales.utilisation(hot) : sofar.maximum()) - TRIFLE;
  }

  private Relief shift(int w, int hot, Relief sofar) {
    double left = board.utilisationChanged(hot, w, Board.NONE);
    Relief best = sofar;
    int targets = SHIFT_TARGETS;
    for (int i = 0; i < scales.nodes() && targets > 0; i++) {
      int n = scales.coolest(i);
      double bar = bar(hot, best);
      if (left >= bar || scales.utilisation(n) >= bar) {
        break;
      }
      if (n != hot && scales.isOpen(n) && scales.shiftFits(w, hot, n)) {
        targets--;
        double maximum = StrictMath.max(left, board.utilisationWith(w, n));
        best = maximum < bar ? new Relief(new Exchange(w, hot, n, Board.NONE), maximum) : best;
      }
    }
    return best;
  }

  private Relief swap(int w, int hot, int n, Relief sofar) {
    Relief best = sofar;
    for (int back : scales.movable(n)) {
      // A swap is two moves: it must leave less behind than the best shift by a good part.
      double bar = bar(hot, best) - (best == null ? 0 : SWAP_GAIN);
      double left = board.utilisationChanged(hot, w, back);
      if (left >= bar) {
        continue;
      }
      double maximum = StrictMath.max(left, board.utilisationChanged(n, back, w));
      if (maximum < bar && scales.swapFits(w, hot, back, n)) {
        best = new Relief(new Exchange(w, hot, n, back), maximum);
      }
    }
    return best;
  }

  private int[] coolest(int hot) {
    return IntStream.range(0, scales.nodes())
        .map(scales::coolest)
        .filter(n -> n != hot && scales.isOpen(n))
        .limit(SWAP_PARTNERS)
        .toArray();
  }

  private void make(Exchange step) {
    scales.move(step.workload(), step.from(), step.to());
    if (step.back() != Board.NONE) {
      scales.move(step.back(), step.to(), step.from());
    }
    trail.add(step, scales.maximum());
  }
}
