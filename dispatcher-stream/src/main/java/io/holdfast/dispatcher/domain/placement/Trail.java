package io.holdfast.dispatcher.domain.placement;

import io.holdfast.dispatcher.domain.placement.Evening.Exchange;
import io.holdfast.dispatcher.domain.placement.Evening.Move;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The steps of a search and how far each brought it. Of them only the shortest run is kept that
 * brings {@link #ENOUGH} of what all of them would: the last percent of evenness would cost the
 * most moves.
 */
final class Trail {

  private static final double ENOUGH = 0.95;

  private final double before;
  private final List<Exchange> steps = new ArrayList<>();
  private final List<Double> maxima = new ArrayList<>();

  /**
   * @param before maximum utilisation of a node at the beginning
   */
  Trail(double before) {
    this.before = before;
  }

  /**
   * A step was made.
   *
   * @param maximum utilisation of a node after it
   */
  void add(Exchange step, double maximum) {
    steps.add(step);
    maxima.add(maximum);
  }

  List<Exchange> steps() {
    return List.copyOf(steps);
  }

  double before() {
    return before;
  }

  /** Length of the shortest run. */
  int kept() {
    double best = maxima.stream().mapToDouble(Double::doubleValue).min().orElse(before);
    if (before - best <= Evening.TRIFLE) {
      return 0;
    }
    int kept = 1;
    while (before - maxima.get(kept - 1) < ENOUGH * (before - best)) {
      kept++;
    }
    return kept;
  }

  /**
   * Where each workload began and where it ended after so many steps, in the order in which they
   * first moved.
   */
  List<Move> moves(int kept) {
    var moves = new LinkedHashMap<Integer, Move>();
    for (Exchange step : steps.subList(0, kept)) {
      trace(moves, step.workload(), step.from(), step.to());
      if (step.back() != Board.NONE) {
        trace(moves, step.back(), step.to(), step.from());
      }
    }
    return moves.values().stream().filter(m -> m.from() != m.to()).toList();
  }

  private static void trace(Map<Integer, Move> moves, int w, int from, int to) {
    moves.merge(w, new Move(w, from, to), (was, is) -> new Move(w, was.from(), is.to()));
  }
}
