package io.holdfast.dispatcher.domain.placement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A board that is being evened: which workloads are on each node, and the nodes in the order of
 * their utilisation and of their misfit.
 */
final class Scales {

  private final Board board;
  private final BitSet movable;
  private final BitSet frozen;
  private final double[] levels;
  private final double[] utilisation;
  private final double[] misfits;
  private final int[][] onNode;
  private final Ladder byUse;
  private final Ladder byMisfit;
  private final int[] changed;
  private final List<Integer> touched = new ArrayList<>();

  Scales(Board board, BitSet movable, BitSet frozen) {
    this.board = board;
    this.movable = movable;
    this.frozen = frozen;
    int nodes = board.nodes();
    levels = board.averages();
    utilisation = IntStream.range(0, nodes).mapToDouble(board::utilisation).toArray();
    misfits = IntStream.range(0, nodes).mapToDouble(this::misfitNow).toArray();
    onNode = new int[nodes][0];
    for (int w = 0; w < board.loads(); w++) {
      if (board.at(w) != Board.NONE && movable.get(w) && !frozen.get(board.at(w))) {
        add(w, board.at(w));
      }
    }
    byUse = new Ladder(IntStream.range(0, nodes).toArray(), utilisation);
    byMisfit = new Ladder(IntStream.range(0, nodes).toArray(), misfits);
    changed = new int[nodes];
  }

  private double misfitNow(int n) {
    return board.misfit(n, Board.NONE, Board.NONE, levels);
  }

  private void add(int w, int n) {
    onNode[n] = Arrays.copyOf(onNode[n], onNode[n].length + 1);
    onNode[n][onNode[n].length - 1] = w;
  }

  private void remove(int w, int n) {
    int[] kept = new int[onNode[n].length - 1];
    int i = 0;
    for (int other : onNode[n]) {
      if (other != w) {
        kept[i++] = other;
      }
    }
    onNode[n] = kept;
  }

  int nodes() {
    return utilisation.length;
  }

  /** Utilisation by resource, were all load spread over all open nodes. */
  double[] levels() {
    return levels;
  }

  double utilisation(int n) {
    return utilisation[n];
  }

  /** How far a node is from even. */
  double misfit(int n) {
    return misfits[n];
  }

  double maximum() {
    return nodes() == 0 ? 0 : utilisation[hottest(0)];
  }

  /** The most used node, after so many that are used still more. */
  int hottest(int after) {
    return byUse.at(nodes() - 1 - after);
  }

  /** The node farthest from even, after so many that are still farther. */
  int unevenest(int after) {
    return byMisfit.at(nodes() - 1 - after);
  }

  int coolest(int after) {
    return byUse.at(after);
  }

  /** Workloads that may leave the node, in the order in which they came to it. */
  int[] movable(int n) {
    return onNode[n];
  }

  boolean isMovable(int w) {
    return movable.get(w);
  }

  boolean isFrozen(int n) {
    return frozen.get(n);
  }

  /** Whether workloads may come to the node. */
  boolean isOpen(int n) {
    return !frozen.get(n) && board.isOpen(n);
  }

  /**
   * Nodes where a workload may find its place: the least used ones, and those that it would fill to
   * the levels and no more.
   *
   * @param like a node with the capacity that the others are supposed to have
   * @param coolest count of the least used
   * @param nearest count of those to either side of just filled
   */
  int[] places(int w, int like, int coolest, int nearest) {
    int filled = byUse.firstFrom(board.fitting(w, like, levels));
    int end = StrictMath.min(nodes(), filled + nearest);
    int cool = StrictMath.min(coolest, end);
    int begin = StrictMath.max(cool, filled - nearest);
    int[] places = new int[cool + end - begin];
    for (int i = 0; i < places.length; i++) {
      places[i] = byUse.at(i < cool ? i : begin + i - cool);
    }
    return places;
  }

  /** Whether the workload may go from its node to that one. */
  boolean shiftFits(int w, int from, int to) {
    return spreads(w, from, to) && board.fits(w, to);
  }

  /** The same, once another workload has left that one. */
  boolean shiftFitsWithout(int gone, int w, int from, int to) {
    board.take(gone);
    boolean fits = shiftFits(w, from, to);
    board.put(gone, to);
    return fits;
  }

  boolean swapFits(int w, int from, int back, int to) {
    int mates = matesAfterLeaving(w, from);
    int matesBack = matesAfterLeaving(back, to);
    board.take(w);
    board.take(back);
    boolean fits =
        board.fits(w, to)
            && board.fits(back, from)
            && board.zoneMates(w, to) <= mates
            && board.zoneMates(back, from) <= matesBack;
    board.put(w, from);
    board.put(back, to);
    return fits;
  }

  /** A move must not crowd a group into a zone. */
  private boolean spreads(int w, int from, int to) {
    if (board.load(w).group() == Board.NONE) {
      return true;
    }
    int there = board.zoneMates(w, to) - (board.zone(to) == board.zone(from) ? 1 : 0);
    return there <= matesAfterLeaving(w, from);
  }

  private int matesAfterLeaving(int w, int n) {
    return board.load(w).group() == Board.NONE ? 0 : board.zoneMates(w, n) - 1;
  }

  void move(int w, int from, int to) {
    board.take(w);
    board.put(w, to);
    remove(w, from);
    add(w, to);
    update(from);
    update(to);
  }

  private void update(int n) {
    byUse.moved(n, board.utilisation(n));
    byMisfit.moved(n, misfitNow(n));
    touched.add(n);
    changed[n] = touched.size();
  }

  /** Changes of nodes so far. */
  int changes() {
    return touched.size();
  }

  /** Whether the node is as it was after so many changes. */
  boolean isUnchanged(int n, int since) {
    return changed[n] <= since;
  }

  /** Nodes that changed since so many changes, one perhaps more than once. */
  List<Integer> touchedSince(int since) {
    return touched.subList(since, touched.size());
  }
}
