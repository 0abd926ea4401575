package io.holdfast.simulator.world;

import java.util.SplittableRandom;

/**
 * Chance, from a seed. Every part has its own dice, named, so that one fault less does not change
 * what everybody else throws.
 */
public final class Dice {

  private final SplittableRandom random;

  private Dice(long seed) {
    random = new SplittableRandom(seed);
  }

  public static Dice of(long seed, String name) {
    return new Dice(seed * 0x9E3779B97F4A7C15L + name.hashCode() * 0xC2B2AE3D27D4EB4FL);
  }

  public boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** From the least, inclusive, to the most, exclusive. */
  public long between(long least, long most) {
    return random.nextLong(least, most);
  }

  /** From 0 to below the bound. */
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /** From the least to the most, uniformly. */
  public double between(double least, double most) {
    return least + (most - least) * random.nextDouble();
  }

  /** Any number. */
  public long any() {
    return random.nextLong();
  }

  /**
   * A delay around the usual one, at times far longer: the tail falls off like that of networks
   * that lose a packet now and then.
   */
  public long delay(long usual) {
    long half = usual >> 1;
    long jitter = (random.nextInt() & 0xffffL) * usual >> 16;
    long rare = random.nextInt() & 0x3ff;
    return rare == 0 ? 200 * usual : half + jitter;
  }
}
