package io.holdfast.simulator.parts;

import io.holdfast.simulator.check.Judges;
import io.holdfast.simulator.world.Dice;
import io.holdfast.simulator.world.DriftingClock;
import io.holdfast.simulator.world.Kafka;
import io.holdfast.simulator.world.Scheduler;

/**
 * What every part of one world shares.
 *
 * @param drift how much faster or slower than true time clocks run, at most
 */
record Parts(
    long seed, Scheduler scheduler, Kafka kafka, Topics topics, Judges judges, double drift) {

  static final long MILLI = 1_000_000L;
  static final long SECOND = 1_000 * MILLI;

  /** The pool that is simulated. */
  static final String POOL = "pool";

  /** A day in November 2026, when the wall clocks of the world begin. */
  static final long EPOCH_MILLIS = 1_795_600_000_000L;

  Dice dice(String name) {
    return Dice.of(seed, name);
  }

  /** A monotonic clock somewhere, as good as clocks are in this world. */
  DriftingClock clock(Dice dice, long reading) {
    return new DriftingClock(scheduler, reading, 1 + dice.between(-drift, drift));
  }
}
