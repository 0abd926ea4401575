package io.holdfast.dispatcher.domain.placement;

/**
 * How a node is chosen among the feasible ones. The hard constraints, and the spread of a group
 * over zones, hold for every strategy and come before its score.
 */
public interface Strategy {

  /** The score of a feasible node for a workload: lower is better, ties go to the first node. */
  double score(Board board, int workload, int node);

  /** Whether a batch is evened out once it is placed, as long as it has not begun to run. */
  default boolean evens() {
    return false;
  }

  /** Whether the less used of two nodes is as a rule the better one. */
  default boolean followsUtilisation() {
    return false;
  }
}
