package io.holdfast.runtime;

import java.time.Duration;

/**
 * How long to wait before trying again: {@code first · 2ⁿ}, at most {@code longest}, spread over
 * its upper half by the seed. Deterministic: seed and attempt decide, so a fleet that is seeded by
 * node does not come back in step and a test knows the delays.
 */
public record Backoff(Duration first, Duration longest, long seed) {

  public Backoff {
    if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException("0 < first <= longest, not " + first + ", " + longest);
    }
  }

  /** 200 ms up to 5 s, seeded by a name that differs between processes. */
  public static Backoff of(String name) {
    return new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5), name.hashCode());
  }

  /**
   * The pause after a failed attempt.
   *
   * @param attempt failed attempts before, from 0
   */
  public Duration delay(int attempt) {
    long full = longest.toNanos();
    if (attempt < 40 && first.toNanos() <= full >> attempt) {
      full = first.toNanos() << attempt;
    }
    return Duration.ofNanos(full / 2 + (long) (fraction(attempt) * (full - full / 2)));
  }

  /** In [0, 1): SplitMix64's finalizer (Steele, Lea, Flood 2014) over seed and attempt. */
  private double fraction(int attempt) {
    long z = seed + 0x9E3779B97F4A7C15L * (attempt + 1);
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return ((z ^ (z >>> 31)) >>> 11) * 0x1.0p-53;
  }
}
