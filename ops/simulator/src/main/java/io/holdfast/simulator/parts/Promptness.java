package io.holdfast.simulator.parts;

import io.holdfast.simulator.check.Breach;
import io.holdfast.simulator.check.Promise;
import java.util.List;

/**
 * Looks now and then whether everything that shall run does: what does not must run within its
 * bound, counted from when nothing goes wrong any more, since then there is room for it. And
 * whether a machine that does not hear runs anything leased for too long.
 */
final class Promptness {

  /**
   * A lease (at most 50 s) with its margin, three graces, the time of an app's session, and people
   * who close a breaker: longer is too long.
   */
  private static final long BOUND = 150 * Parts.SECOND;

  private static final long EVERY = 2 * Parts.SECOND;

  /** Drift, and the time to kill. */
  private static final double TOLERANCE = 1.1;

  private final Parts parts;
  private final Operator operator;
  private final Saboteur saboteur;
  private final List<Machine> machines;
  private final long[] downSince = new long[Operator.WORKLOADS];

  Promptness(Parts parts, List<Machine> machines, Operator operator, Saboteur saboteur) {
    this.parts = parts;
    this.machines = machines;
    this.operator = operator;
    this.saboteur = saboteur;
  }

  void start() {
    parts.scheduler().after(EVERY, this::look);
  }

  private void look() {
    lookForLost(parts.scheduler().now());
    lookForDeaf(parts.scheduler().now());
    parts.scheduler().after(EVERY, this::look);
  }

  private void lookForDeaf(long now) {
    for (Machine machine : machines) {
      if (machine.isOn() && !machine.isAsleep()) {
        long twoLeases = 2 * machine.agent().leaseMillis() * Parts.MILLI;
        long deaf = now - machine.agent().heardAt();
        if (deaf > TOLERANCE * twoLeases + EVERY && machine.runsLeased()) {
          String since = " does not hear since " + machine.agent().heardAt() / Parts.MILLI + " ms";
          throw new Breach(Promise.HEARS_OR_STOPS, now, machine.name() + since);
        }
      }
    }
  }

  private void lookForLost(long now) {
    for (int i = 0; i < Operator.WORKLOADS; i++) {
      String workload = Operator.workload(i);
      boolean isAsWanted = parts.judges().overlaps().isAlive(workload) == operator.wants(workload);
      if (isAsWanted) {
        downSince[i] = now;
      } else if (now - Math.max(downSince[i], saboteur.calmSince()) > BOUND) {
        throw new Breach(
            Promise.PLACED_IN_TIME,
            now,
            workload + " does not run since " + downSince[i] / Parts.MILLI + " ms");
      }
    }
  }
}
