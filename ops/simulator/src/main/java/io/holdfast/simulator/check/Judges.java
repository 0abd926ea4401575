package io.holdfast.simulator.check;

import io.holdfast.simulator.world.Scheduler;

/** All judges of one run, and the story that it tells. */
public record Judges(Overlaps overlaps, Deaths deaths, Identities identities, Story story) {

  public static Judges of(Scheduler scheduler, Deaths.Truth truth, Story story) {
    return new Judges(
        new Overlaps(scheduler), new Deaths(scheduler, truth), new Identities(scheduler), story);
  }
}
