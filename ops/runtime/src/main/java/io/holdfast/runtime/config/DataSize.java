package io.holdfast.runtime.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of bytes; as text {@code 512KiB}, {@code 64MiB}, {@code 10GB}. Binary units (KiB, MiB,
 * GiB, TiB) are powers of 1024, decimal ones (kB, MB, GB, TB) of 1000.
 */
public record DataSize(long bytes) implements Comparable<DataSize> {

  private static final Pattern TEXT = Pattern.compile("(\\d{1,18})\\s?([A-Za-z]+)");
  private static final Map<String, Long> UNITS =
      Map.of(
          "B", 1L,
          "kB", 1_000L,
          "MB", 1_000_000L,
          "GB", 1_000_000_000L,
          "TB", 1_000_000_000_000L,
          "KiB", 1L << 10,
          "MiB", 1L << 20,
          "GiB", 1L << 30,
          "TiB", 1L << 40);

  public DataSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size is not negative: " + bytes);
    }
  }

  /**
   * Reads one amount with its unit.
   *
   * @throws IllegalArgumentException when the text is not a size
   */
  public static DataSize parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (matcher.matches() && UNITS.containsKey(matcher.group(2))) {
      try {
        return new DataSize(
            Math.multiplyExact(Long.parseLong(matcher.group(1)), UNITS.get(matcher.group(2))));
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException("a size of less than 8 EiB", e);
      }
    }
    throw new IllegalArgumentException("a size with its unit, such as 512KiB, 64MiB or 2GiB");
  }

  /** As a Kafka client or a buffer wants it; refused when it does not fit. */
  public int intBytes() {
    return Math.toIntExact(bytes);
  }

  @Override
  public int compareTo(DataSize other) {
    return Long.compare(bytes, other.bytes);
  }

  @Override
  public String toString() {
    for (String unit : new String[] {"TiB", "GiB", "MiB", "KiB"}) {
      if (bytes > 0 && bytes % UNITS.get(unit) == 0) {
        return bytes / UNITS.get(unit) + unit;
      }
    }
    return bytes + "B";
  }
}
