package io.holdfast.simulator;

import io.holdfast.simulator.check.Breach;
import io.holdfast.simulator.fault.Fault;
import io.holdfast.simulator.fault.Plan;
import io.holdfast.simulator.parts.Cluster;
import java.util.List;
import java.util.Optional;

/** One run: a cluster from a seed, ten minutes of its life, and the faults that befall it. */
public final class Simulation {

  /** How long a run is, in simulated time. */
  public static final long NANOS = 600_000_000_000L;

  /**
   * What the words of a breach begin with when a class of the product threw, and no judge found a
   * promise broken.
   */
  public static final String FAILED = "FAILED: ";

  private Simulation() {}

  /** The run of a seed, with the faults that it plans. */
  public static Outcome run(long seed) {
    return run(seed, Plan.of(seed));
  }

  /** The same world with other faults. */
  public static Outcome run(long seed, List<Fault> faults) {
    var cluster = new Cluster(seed, faults, false);
    Optional<String> breach = breach(cluster);
    return new Outcome(
        seed, faults, breach, cluster.events(), cluster.leasedStarts(), cluster.deaths());
  }

  /** What happens in the run, for people, to its end or to the first broken promise. */
  public static List<String> story(long seed, List<Fault> faults) {
    var cluster = new Cluster(seed, faults, true);
    breach(cluster);
    return cluster.story();
  }

  private static Optional<String> breach(Cluster cluster) {
    try {
      cluster.run(NANOS);
      return Optional.empty();
    } catch (Breach e) {
      return Optional.of(e.getMessage());
    } catch (RuntimeException e) {
      // A domain class that throws would stop its app: that is a promise broken, too.
      StackTraceElement[] at = e.getStackTrace();
      return Optional.of(FAILED + e + (at.length == 0 ? "" : " at " + at[0]));
    }
  }
}
