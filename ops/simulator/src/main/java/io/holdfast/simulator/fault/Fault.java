package io.holdfast.simulator.fault;

import java.util.Locale;

/**
 * One thing that goes wrong.
 *
 * @param at true time when it begins, milliseconds
 * @param lasts how long, milliseconds
 * @param target number of the machine, broker, instance or workload
 * @param size how hard, and which way: from 0 to below 1 000; each kind reads it in its own way
 */
public record Fault(Kind kind, long at, long lasts, int target, int size) {

  public static final int SIZES = 1_000;

  public long atNanos() {
    return at * 1_000_000;
  }

  public long lastsNanos() {
    return lasts * 1_000_000;
  }

  /** The size as a number from −1 to below 1. */
  public double signed() {
    return 2.0 * size / SIZES - 1;
  }

  /** As it is kept: kind, begin and length in milliseconds, target, size. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s at=%d lasts=%d target=%d size=%d", kind, at, lasts, target, size);
  }

  /** Reads what {@link #toString} wrote. */
  public static Fault parse(String text) {
    String[] words = text.trim().split("\\s+");
    if (words.length != 5) {
      throw new IllegalArgumentException("a fault is KIND at= lasts= target= size=, not: " + text);
    }
    return new Fault(
        Kind.valueOf(words[0]),
        number("at", words[1]),
        number("lasts", words[2]),
        Math.toIntExact(number("target", words[3])),
        Math.toIntExact(number("size", words[4])));
  }

  private static long number(String name, String word) {
    if (!word.startsWith(name + "=")) {
      throw new IllegalArgumentException("expected " + name + "=, found " + word);
    }
    return Long.parseLong(word.substring(name.length() + 1));
  }
}
