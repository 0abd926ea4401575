package io.holdfast.simulator.parts;

import io.holdfast.simulator.world.Dice;
import io.holdfast.simulator.world.DriftingClock;
import io.holdfast.simulator.world.Log;
import io.holdfast.simulator.world.Party;
import java.util.List;

/** One process of an app, over all its lives: it pulses, and owns tasks. */
final class Instance {

  private final Parts parts;
  private final Party party;
  private final List<Log> pulsed;
  private final Dice dice;
  private final DriftingClock clock;
  private final long pulsePeriod;
  private Life life = new Life();

  Instance(Parts parts, String name, List<Log> pulsed, long pulsePeriod) {
    this.parts = parts;
    this.pulsed = pulsed;
    this.pulsePeriod = pulsePeriod;
    dice = parts.dice(name);
    party = parts.kafka().party(name, Parts.SECOND);
    clock = parts.clock(dice, dice.between(Parts.SECOND, 1_000_000 * Parts.SECOND));
  }

  void start() {
    life = new Life();
    var pulser =
        new Pulser(
            parts.scheduler(), parts.kafka(), party, pulsed, life, clock, pulsePeriod, dice.any());
    parts.scheduler().after(dice.between(0, pulsePeriod), pulser::start);
  }

  Party party() {
    return party;
  }

  DriftingClock clock() {
    return clock;
  }

  Life life() {
    return life;
  }
}
