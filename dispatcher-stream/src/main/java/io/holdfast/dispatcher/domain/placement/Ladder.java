package io.holdfast.dispatcher.domain.placement;

import java.util.Arrays;
import java.util.Comparator;

/**
 * The open nodes of one part of a board in the order of their utilisation, the least used first;
 * nodes that are equal stand in their own order. A changed node is moved to its new rung.
 */
final class Ladder {

  private final double[] utilisation;
  private final int[] rungs;

  /**
   * @param nodes those that stand on it
   * @param utilisation by node, of all nodes of the board; shared and kept current by {@link
   *     #moved}
   */
  Ladder(int[] nodes, double[] utilisation) {
    this.utilisation = utilisation;
    Integer[] order = Arrays.stream(nodes).boxed().toArray(Integer[]::new);
    Arrays.sort(
        order, Comparator.comparingDouble((Integer n) -> utilisation[n]).thenComparingInt(n -> n));
    rungs = Arrays.stream(order).mapToInt(Integer::intValue).toArray();
  }

  int size() {
    return rungs.length;
  }

  /** The node on a rung, counted from the least used. */
  int at(int rung) {
    return rungs[rung];
  }

  /**
   * The first rung of a node that is used so much or more; one past the last when there is none.
   */
  int firstFrom(double used) {
    return find(Board.NONE, used);
  }

  /** Rung of a node with this utilisation, or where it would stand. */
  private int find(int node, double used) {
    int low = 0;
    int high = rungs.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (isBefore(rungs[middle], node, used)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private boolean isBefore(int other, int node, double used) {
    int order = Double.compare(utilisation[other], used);
    return order < 0 || (order == 0 && other < node);
  }

  /** Moves a node from the rung of its utilisation to that of another, which it has from now on. */
  void moved(int node, double now) {
    int from = find(node, utilisation[node]);
    if (from >= rungs.length || rungs[from] != node) {
      throw new IllegalStateException("node " + node + " does not stand on this ladder");
    }
    int to = find(node, now);
    if (to > from) {
      to--; // it leaves a rung below
      System.arraycopy(rungs, from + 1, rungs, from, to - from);
    } else {
      System.arraycopy(rungs, to, rungs, to + 1, from - to);
    }
    rungs[to] = node;
    utilisation[node] = now;
  }
}
