package io.holdfast.simulator.fault;

import io.holdfast.simulator.world.Dice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The faults of a run. Each seed draws its own few kinds and its own few victims, since faults that
 * meet find more than faults that are spread evenly (swarm testing: Groce, Zhang, Eide, Chen,
 * Regehr, 2012).
 */
public final class Plan {

  /** Faults begin from here, milliseconds; before, the cluster comes up. */
  private static final long FIRST = 40_000;

  /** All faults are over by then; after, everything must come right. */
  public static final long LAST = 400_000;

  private static final int MACHINES = 20;

  /**
   * Kinds from here on are drawn after all others, so that what the seeds planned before there were
   * such kinds stays in their plans.
   */
  private static final int LATER = Kind.FORGE_ASSIGNMENT.ordinal();

  private Plan() {}

  /** The faults of a seed, in order of time. */
  public static List<Fault> of(long seed) {
    Dice dice = Dice.of(seed, "plan");
    List<Kind> kinds = kinds(dice);
    int[] victims = {dice.below(MACHINES), dice.below(MACHINES), dice.below(MACHINES)};
    int count = 4 + dice.below(20);
    List<Fault> faults = new ArrayList<>();
    Fault before = null;
    for (int i = 0; i < count; i++) {
      before = fault(dice, kinds, victims, before);
      faults.add(before);
    }
    if (dice.chance(0.3)) {
      addLater(dice, victims, before, faults);
    }
    faults.sort(Comparator.comparingLong(Fault::at));
    return List.copyOf(faults);
  }

  private static void addLater(Dice dice, int[] victims, Fault before, List<Fault> faults) {
    List<Kind> kinds = List.of(Kind.values()[LATER + dice.below(Kind.values().length - LATER)]);
    int count = 1 + dice.below(4);
    for (int i = 0; i < count; i++) {
      faults.add(fault(dice, kinds, victims, before));
    }
  }

  private static List<Kind> kinds(Dice dice) {
    int count = 2 + dice.below(7);
    List<Kind> kinds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      kinds.add(Kind.values()[dice.below(LATER)]);
    }
    return kinds;
  }

  private static Fault fault(Dice dice, List<Kind> kinds, int[] victims, Fault before) {
    Kind kind = kinds.get(dice.below(kinds.size()));
    boolean isWithBefore = before != null && dice.chance(0.5);
    long at =
        isWithBefore
            ? before.at() + dice.between(-3_000, Math.max(1, before.lasts()) + 30_000)
            : dice.between(FIRST, LAST - 60_000);
    at = Math.max(FIRST, Math.min(LAST - 2_000, at));
    // As many short ones as long ones, from 0.3 s to 90 s; and some very long ones.
    long lasts =
        dice.chance(0.2)
            ? dice.between(40_000, 110_000)
            : (long) (300 * Math.pow(300, dice.between(0.0, 1.0)));
    lasts = Math.min(lasts, LAST - at);
    int target = dice.chance(0.8) ? victims[dice.below(victims.length)] : dice.below(60);
    return new Fault(kind, at, lasts, target, dice.below(Fault.SIZES));
  }
}
