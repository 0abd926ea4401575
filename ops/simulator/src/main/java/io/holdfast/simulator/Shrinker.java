package io.holdfast.simulator;

import io.holdfast.simulator.fault.Fault;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the fewest faults that still break a promise, and the shortest: delta debugging (Zeller,
 * Hildebrandt: Simplifying and Isolating Failure-Inducing Input, 2002), by halves and smaller
 * parts, then one by one.
 */
public final class Shrinker {

  /** What comes of a seed with other faults. */
  @FunctionalInterface
  interface Runs {
    Outcome run(long seed, List<Fault> faults);
  }

  private final Runs runs;
  private Outcome least;

  private Shrinker(Outcome broken, Runs runs) {
    this.runs = runs;
    least = broken;
  }

  /** The least outcome that is still broken, perhaps in another way. */
  public static Outcome shrink(Outcome broken) {
    return shrink(broken, Simulation::run);
  }

  static Outcome shrink(Outcome broken, Runs runs) {
    var shrinker = new Shrinker(broken, runs);
    shrinker.leaveOut();
    shrinker.shorten();
    return shrinker.least;
  }

  private void leaveOut() {
    int part = Math.max(1, least.faults().size() / 2);
    while (true) {
      boolean isLess = false;
      for (int from = 0; from < least.faults().size(); ) {
        List<Fault> rest = new ArrayList<>(least.faults());
        rest.subList(from, Math.min(rest.size(), from + part)).clear();
        if (isStillBroken(rest)) {
          isLess = true;
        } else {
          from += part;
        }
      }
      if (part == 1 && !isLess) {
        return;
      }
      part = Math.max(1, part / 2);
    }
  }

  private void shorten() {
    for (int i = 0; i < least.faults().size(); i++) {
      Fault fault = least.faults().get(i);
      for (long lasts = fault.lasts() / 2; lasts > 100; lasts /= 2) {
        List<Fault> changed = new ArrayList<>(least.faults());
        changed.set(i, new Fault(fault.kind(), fault.at(), lasts, fault.target(), fault.size()));
        if (!isStillBroken(changed)) {
          break;
        }
      }
    }
  }

  private boolean isStillBroken(List<Fault> faults) {
    Outcome outcome = runs.run(least.seed(), faults);
    if (outcome.breach().isEmpty()) {
      return false;
    }
    least = outcome;
    return true;
  }
}
