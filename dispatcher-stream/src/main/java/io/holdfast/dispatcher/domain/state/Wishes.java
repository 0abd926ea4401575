package io.holdfast.dispatcher.domain.state;

import java.util.List;

/** The moves that wait for their turn, in order. */
public record Wishes(List<Wish> wishes) {

  public static final Wishes NONE = new Wishes(List.of());

  public Wishes {
    wishes = List.copyOf(wishes);
  }

  public boolean has(String workload) {
    return wishes.stream().anyMatch(w -> w.workload().equals(workload));
  }
}
