package io.holdfast.dispatcher.domain.state;

import java.util.List;

/**
 * A plan for evener load that is in the making, slice by slice: what one event can do of a long one
 * must not hold up the next.
 *
 * @param isOpen whether there is one
 * @param spent steps that were tried for it
 * @param steps made so far, in their order
 */
public record Draft(boolean isOpen, int spent, List<Step> steps) {

  public static final Draft NONE = new Draft(false, 0, List.of());
  public static final Draft BEGUN = new Draft(true, 0, List.of());

  public Draft {
    steps = List.copyOf(steps);
  }

  /**
   * A workload that goes to another node.
   *
   * @param back the workload that comes back from there; null when none does
   */
  public record Step(String workload, String from, String to, String back) {}
}
