package io.holdfast.dispatcher.domain.placement;

import io.holdfast.dispatcher.domain.placement.Evening.Exchange;
import io.holdfast.dispatcher.domain.placement.Evening.Move;
import io.holdfast.dispatcher.domain.placement.Evening.Plan;
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

  Plan plan() {
    double best = maxima.stream().mapToDouble(Double::doubleValue).min().orElse(before);
    if (before - best <= Evening.TRIFLE) {
      return new Plan(List.of(), before, before);
    }
    int last = 0;
    while (before - maxima.get(last) < ENOUGH * (before - best)) {
      last++;
    }
    return new Plan(moves(steps.subList(0, last + 1)), before, maxima.get(last));
  }

  /** Where each workload began and where it ended, in the order in which they first moved. */
  private static List<Move> moves(List<Exchange> steps) {
    var moves = new LinkedHashMap<Integer, Move>();
    for (Exchange step : steps) {
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
