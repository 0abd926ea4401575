package io.holdfast.dispatcher.domain.placement;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a workload goes, and what else was considered.
 *
 * @param node index of the node, or {@link Board#NONE}
 * @param considered best first, then those that were ruled out; at most {@link #MOST_CONSIDERED}
 */
public record Choice(int node, List<Considered> considered) {

  /** A decision names no more nodes than this. */
  public static final int MOST_CONSIDERED = 20;

  public Choice {
    considered = List.copyOf(considered);
  }

  /**
   * A node that was considered.
   *
   * @param score the strategy's; meaningless when the node was ruled out
   * @param ruledOutBy null when it was feasible
   */
  public record Considered(String node, double score, Constraint ruledOutBy) {}

  /** A node that was asked for and is feasible: no other was considered. */
  public static Choice wanted(Board board, int node) {
    return new Choice(node, List.of(new Considered(board.node(node), 0, null)));
  }

  /** The same considerations, but another node in the end, for the good of the whole. */
  Choice insteadOn(Board board, int other) {
    List<Considered> all = new ArrayList<>();
    all.add(new Considered(board.node(other), board.utilisation(other), null));
    considered.stream().filter(c -> !c.node().equals(board.node(other))).forEach(all::add);
    return new Choice(other, all.subList(0, StrictMath.min(all.size(), MOST_CONSIDERED)));
  }

  public boolean isMade() {
    return node != Board.NONE;
  }
}
