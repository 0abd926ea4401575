package io.holdfast.dispatcher.domain.state;

import java.util.List;

/**
 * The moves that wait for their turn, in order.
 *
 * @param triedAt count of the pool's changes when they were tried last; not tried again before it
 *     grew
 */
public record Wishes(List<Wish> wishes, long triedAt) {

  public static final Wishes NONE = new Wishes(List.of());

  public Wishes {
    wishes = List.copyOf(wishes);
  }

  /** Not tried yet. */
  public Wishes(List<Wish> wishes) {
    this(wishes, Long.MIN_VALUE);
  }

  public boolean has(String workload) {
    return wishes.stream().anyMatch(w -> w.workload().equals(workload));
  }
}
