package io.holdfast.backup.domain;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds bytes, eight at a time.
 *
 * <p>Source of the arithmetic: Henry S. Warren, Hacker's Delight, "Find First 0-Byte".
 */
public final class ByteSearch {

  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long SPACES = ONES * ' ';
  private static final long BACKSLASHES = ONES * '\\';

  private ByteSearch() {}

  /** Where a byte is first, from a place to before another; -1 where it is not. */
  public static int indexOf(byte wanted, byte[] bytes, int from, int to) {
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      long differing = (long) EIGHT.get(bytes, at) ^ ONES * wanted;
      long found = differing - ONES & ~differing & HIGHS;
      if (found != 0) {
        return at + first(found);
      }
    }
    for (; at < to; at++) {
      if (bytes[at] == wanted) {
        return at;
      }
    }
    return -1;
  }

  /** Where the first backslash or control character of ASCII is; -1 where none is. */
  static int indexOfSpecial(byte[] bytes, int from, int to) {
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      long eight = (long) EIGHT.get(bytes, at);
      long differing = eight ^ BACKSLASHES;
      long found = (eight - SPACES & ~eight | differing - ONES & ~differing) & HIGHS;
      if (found != 0) {
        return at + first(found);
      }
    }
    for (; at < to; at++) {
      if (bytes[at] == '\\' || bytes[at] >= 0 && bytes[at] < ' ') {
        return at;
      }
    }
    return -1;
  }

  /** Lower bytes are right; a higher one may be marked by a borrow. */
  private static int first(long found) {
    return Long.numberOfTrailingZeros(found) / Byte.SIZE;
  }
}
