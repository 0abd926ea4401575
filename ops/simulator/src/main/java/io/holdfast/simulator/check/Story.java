package io.holdfast.simulator.check;

import io.holdfast.simulator.world.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What happened, for people; told only when somebody listens. */
public final class Story {

  private final Scheduler scheduler;
  private final boolean isTold;
  private final List<String> lines = new ArrayList<>();

  public Story(Scheduler scheduler, boolean isTold) {
    this.scheduler = scheduler;
    this.isTold = isTold;
  }

  public void tell(Supplier<String> line) {
    if (isTold) {
      lines.add(String.format("%8.3f s  %s", scheduler.now() / 1e9, line.get()));
    }
  }

  public List<String> lines() {
    return List.copyOf(lines);
  }
}
