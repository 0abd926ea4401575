package io.holdfast.dispatcher.domain.placement;

import io.holdfast.dispatcher.domain.placement.Evening.Exchange;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Looks for what makes a hot node even without making another one hot: a shift, or two of which the
 * first makes room for the second (an ejection chain, Glover 1996). So what strayed goes home, in
 * as many moves as it took to stray. Where no such step fills a place exactly, two shifts to one
 * place may.
 *
 * <p>A place that a workload fills exactly is the best one. Where there is none the roomiest is: a
 * remainder that is large may be filled exactly by another, a small one by none.
 *
 * <p>What was found for a node is kept until it is chosen: only then it is looked at again, if the
 * nodes that it touches changed. What changes is shown to all others at once.
 */
final class Fitting {

  /** So many of the hottest nodes compete for the next step; of more than that the hottest wins. */
  private static final int HOT = 64;

  /** A shift goes to one of this many of the least used nodes, */
  private static final int COOLEST = 32;

  /** or to one of twice this many that it would fill just so. */
  private static final int NEAREST = 16;

  /** So many of the nodes that are farthest from even may pass a workload on, */
  private static final int PASSING = 128;

  /** to one of this many of the least used, */
  private static final int PASSED_TO = 8;

  /** or of twice this many that it would fill just so. */
  private static final int PASSED_NEAR = 4;

  /** A place is filled exactly when no more than this share of its misfit is left. */
  private static final double EXACT = 0.1;

  /** What a second move must be worth. */
  private static final double SECOND = 0.3;

  /** A node that missed more changes than this is looked at as if it were new. */
  private static final int MISSED = 16;

  private final Scales scales;
  private final Board board;
  private final double[] levels;
  private final double enough;
  private final Fit[] known;
  private final int[] seen;

  /**
   * @param enough utilisation up to which a node is not hot
   */
  Fitting(Scales scales, Board board, double enough) {
    this.scales = scales;
    this.board = board;
    this.enough = enough;
    levels = scales.levels();
    known = new Fit[scales.nodes()];
    seen = new int[scales.nodes()];
  }

  /**
   * A way to make a hot node even.
   *
   * @param workload leaves the hot node; {@link Board#NONE}: nothing was found
   * @param passed leaves the node that it goes to, and goes on to another; or {@link Board#NONE}
   * @param worth fall of the misfits, less what a second move must be worth; half of it where a
   *     place is not filled
   * @param found changes of nodes when it was found
   */
  private record Fit(
      int workload, int from, int to, int passed, int last, double worth, int found) {

    boolean isNone() {
      return workload == Board.NONE;
    }

    List<Exchange> steps() {
      Exchange shift = shift(workload, from, to);
      return passed == Board.NONE ? List.of(shift) : List.of(shift(passed, to, last), shift);
    }
  }

  /**
   * What is to be done next, in this order; nothing when the hottest nodes can not be made even.
   */
  List<Exchange> next() {
    while (true) {
      Fit best = null;
      int competing = areMany() ? 1 : StrictMath.min(HOT, scales.nodes());
      for (int i = 0; i < competing; i++) {
        int hot = scales.hottest(i);
        if (scales.utilisation(hot) <= enough) {
          break;
        }
        known[hot] = current(hot);
        seen[hot] = scales.changes();
        if (best == null || known[hot].worth() > best.worth() + Evening.TRIFLE) {
          best = known[hot];
        }
      }
      if (best == null) {
        return List.of();
      }
      List<Exchange> pair = mayPass(best) ? pair() : List.of();
      if (!pair.isEmpty()) {
        return pair;
      }
      if (best.isNone()) {
        return List.of();
      }
      if (isFresh(best)) {
        return best.steps();
      }
      known[best.from()] = null;
    }
  }

  private boolean isFresh(Fit fit) {
    return scales.isUnchanged(fit.from(), fit.found())
        && scales.isUnchanged(fit.to(), fit.found())
        && (fit.passed() == Board.NONE || scales.isUnchanged(fit.last(), fit.found()));
  }

  private Fit current(int hot) {
    boolean isKnown = known[hot] != null && scales.changes() - seen[hot] <= MISSED;
    if (!isKnown || !scales.isUnchanged(hot, known[hot].found())) {
      return search(hot);
    }
    Fit best = known[hot];
    for (int n : scales.touchedSince(seen[hot])) {
      for (int w : scales.movable(hot)) {
        best = shift(w, hot, n, relief(hot, w), best);
      }
      best = mayPass(best) ? pass(hot, n, best) : best;
    }
    return best;
  }

  private Fit search(int hot) {
    Fit best = new Fit(Board.NONE, hot, hot, Board.NONE, hot, 0, scales.changes());
    for (int w : scales.movable(hot)) {
      double relief = relief(hot, w);
      for (int n : scales.places(w, hot, COOLEST, NEAREST)) {
        best = shift(w, hot, n, relief, best);
      }
    }
    for (int i = 0; i < passing() && mayPass(best); i++) {
      best = pass(hot, scales.unevenest(i), best);
    }
    return best;
  }

  /** Fall of a node's misfit when the workload leaves. */
  private double relief(int hot, int w) {
    return scales.misfit(hot) - board.misfit(hot, w, Board.NONE, levels);
  }

  private Fit shift(int w, int hot, int n, double relief, Fit sofar) {
    if (n == hot || !scales.isOpen(n) || board.utilisationWith(w, n) > enough) {
      return sofar;
    }
    double worth = worth(w, n, relief);
    return worth > sofar.worth() + Evening.TRIFLE && scales.shiftFits(w, hot, n)
        ? new Fit(w, hot, n, Board.NONE, n, worth, scales.changes())
        : sofar;
  }

  /**
   * What it is worth that the workload comes to a node.
   *
   * @param relief what it is worth that it leaves
   */
  private double worth(int w, int n, double relief) {
    double left = board.misfit(n, Board.NONE, w, levels);
    boolean isFilled = left <= EXACT * scales.misfit(n);
    if (isFilled) {
      return relief + scales.misfit(n) - left;
    }
    return relief > 0 ? (relief + left / 2) / 2 : 0;
  }

  private boolean areMany() {
    return scales.nodes() > HOT && scales.utilisation(scales.hottest(HOT)) > enough;
  }

  /** While many nodes are hot there are shifts enough, and to an exact one no other is better. */
  private boolean mayPass(Fit best) {
    return !areMany()
        && (best.isNone() || best.worth() < 2 * (1 - EXACT) * scales.misfit(best.from()));
  }

  /** A workload of the hot node to one that passes another on. */
  private Fit pass(int hot, int n, Fit sofar) {
    Fit best = sofar;
    if (n == hot || !scales.isOpen(n)) {
      return best;
    }
    for (int w : scales.movable(hot)) {
      double relief = relief(hot, w);
      if (board.utilisationChanged(hot, w, Board.NONE) > enough) {
        continue;
      }
      for (int x : scales.movable(n)) {
        double worth = relief + scales.misfit(n) - board.misfit(n, x, w, levels) - SECOND;
        boolean mayBe = worth + scales.misfit(scales.unevenest(0)) > best.worth();
        if (mayBe && board.utilisationChanged(n, x, w) <= enough) {
          for (int m : scales.places(x, n, PASSED_TO, PASSED_NEAR)) {
            best = m == hot ? best : pass(w, hot, n, x, m, worth, best);
          }
        }
      }
    }
    return best;
  }

  private Fit pass(int w, int hot, int n, int x, int m, double worth, Fit sofar) {
    boolean mayBe = m != n && scales.isOpen(m) && worth + scales.misfit(m) > sofar.worth();
    if (!mayBe || board.utilisationWith(x, m) > enough) {
      return sofar;
    }
    double all = worth + scales.misfit(m) - board.misfit(m, Board.NONE, x, levels);
    return all > sofar.worth() + Evening.TRIFLE
            && scales.shiftFits(x, n, m)
            && scales.shiftFitsWithout(x, w, hot, n)
        ? new Fit(w, hot, n, x, m, all, scales.changes())
        : sofar;
  }

  /** Two workloads that strayed from one node: together they fill the place that neither fills. */
  private List<Exchange> pair() {
    int[] strays = strays();
    List<Exchange> best = List.of();
    for (int i = 0; strays.length > 1 && best.isEmpty() && i < passing(); i++) {
      int n = scales.unevenest(i);
      if (scales.isOpen(n)) {
        best = pair(strays, n);
      }
    }
    return best;
  }

  private List<Exchange> pair(int[] strays, int n) {
    List<Exchange> best = List.of();
    double least = EXACT * scales.misfit(n);
    for (int w : strays) {
      int from = board.at(w);
      if (from == n || !scales.shiftFits(w, from, n)) {
        continue;
      }
      board.take(w);
      board.put(w, n);
      for (int x : strays) {
        double left = board.misfit(n, Board.NONE, x, levels);
        if (left < least && board.at(x) != from && fits(x, n)) {
          least = left;
          best = List.of(shift(w, from, n), shift(x, board.at(x), n));
        }
      }
      board.take(w);
      board.put(w, from);
    }
    return best;
  }

  private boolean fits(int w, int n) {
    int from = board.at(w);
    return from != n && board.utilisationWith(w, n) <= enough && scales.shiftFits(w, from, n);
  }

  private static Exchange shift(int w, int from, int to) {
    return new Exchange(w, from, to, Board.NONE);
  }

  /** Workloads without which a hot node would be even. */
  private int[] strays() {
    return IntStream.range(0, StrictMath.min(HOT, scales.nodes()))
        .map(scales::hottest)
        .takeWhile(hot -> scales.utilisation(hot) > enough)
        .flatMap(hot -> IntStream.of(scales.movable(hot)).filter(w -> isStray(w, hot)))
        .toArray();
  }

  private boolean isStray(int w, int hot) {
    return board.misfit(hot, w, Board.NONE, levels) <= EXACT * scales.misfit(hot);
  }

  private int passing() {
    return StrictMath.min(PASSING, scales.nodes());
  }
}
