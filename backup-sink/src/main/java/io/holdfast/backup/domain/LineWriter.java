package io.holdfast.backup.domain;

import java.util.Arrays;

/** Writes a row as a line of {@link CopyText}, field by field, without its newline. */
public final class LineWriter {

  private byte[] line = new byte[1 << 8];
  private int length;
  private boolean begun;

  /** A value, in UTF-8. */
  public void value(byte[] utf8, int from, int count) {
    begin();
    int special = ByteSearch.indexOfSpecial(utf8, from, from + count);
    if (special < 0) {
      append(utf8, from, count);
    } else {
      append(utf8, from, special - from);
      escape(utf8, special, from + count);
    }
  }

  private void escape(byte[] utf8, int from, int to) {
    reserve(2L * (to - from));
    for (int at = from; at < to; at++) {
      byte letter = CopyText.escapeOf(utf8[at]);
      if (letter != 0) {
        line[length++] = '\\';
      }
      line[length++] = letter == 0 ? utf8[at] : letter;
    }
  }

  /** A field as it is written. */
  public void field(byte[] bytes) {
    field(bytes, 0, bytes.length);
  }

  /** A field as it is written. */
  public void field(byte[] bytes, int from, int count) {
    begin();
    append(bytes, from, count);
  }

  private void begin() {
    if (begun) {
      reserve(1);
      line[length++] = '\t';
    }
    begun = true;
  }

  private void append(byte[] bytes, int from, int count) {
    reserve(count);
    System.arraycopy(bytes, from, line, length, count);
    length += count;
  }

  private void reserve(long more) {
    if (length + more > line.length) {
      line = Arrays.copyOf(line, (int) Math.max(length + more, 2L * line.length));
    }
  }

  /** The line is whole; the next one begins. */
  public byte[] end() {
    byte[] whole = Arrays.copyOf(line, length);
    length = 0;
    begun = false;
    if (line.length > CopyText.LONGEST) {
      line = new byte[1 << 8];
    }
    return whole;
  }
}
