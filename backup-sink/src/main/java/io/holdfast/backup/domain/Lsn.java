package io.holdfast.backup.domain;

/**
 * Log sequence number of PostgreSQL: a position in the write-ahead log in bytes from its origin,
 * unsigned. Its text is two hexadecimal halves, {@code 16B3/C8D00}. Comparable only within one
 * system and timeline.
 */
public record Lsn(long value) implements Comparable<Lsn> {

  /** No position: PostgreSQL never writes a record there. */
  public static final Lsn NONE = new Lsn(0);

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException when the text is not two hexadecimal numbers of at most 32
   *     bits with a slash between
   */
  public static Lsn parse(String text) {
    int slash = text.indexOf('/');
    try {
      if (slash > 0 && slash <= 8 && text.length() - slash <= 9) {
        long high = Integer.parseUnsignedInt(text.substring(0, slash), 16) & 0xffff_ffffL;
        long low = Integer.parseUnsignedInt(text.substring(slash + 1), 16) & 0xffff_ffffL;
        return new Lsn(high << 32 | low);
      }
    } catch (NumberFormatException notHexadecimal) {
      throw new IllegalArgumentException(malformed(text), notHexadecimal);
    }
    throw new IllegalArgumentException(malformed(text));
  }

  private static String malformed(String text) {
    return "'" + text + "' is not a position in the write-ahead log; write it as 16B3/C8D00";
  }

  /** The text form of a position given as a number, as records carry it. */
  public static String format(long value) {
    return Long.toHexString(value >>> 32).toUpperCase(java.util.Locale.ROOT)
        + "/"
        + Long.toHexString(value & 0xffff_ffffL).toUpperCase(java.util.Locale.ROOT);
  }

  @Override
  public int compareTo(Lsn other) {
    return Long.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    return format(value);
  }
}
