package io.holdfast.backup.domain;

import java.util.Arrays;

/** Writes a row as a line of {@link CopyText}, field by field, without its newline. */
public final class LineWriter {

  private byte[] line = new byte[1 << 8];
  private int length;
  private boolean begun;

  /** A value, in UTF-8. */
  public void value(byte[] utf8) {
    byte[] into = room(utf8.length);
    System.arraycopy(utf8, 0, into, length, utf8.length);
    filled(utf8.length);
  }

  /**
   * Room for a value of so many bytes of UTF-8: to be written there, from {@link #at} on, and then
   * {@link #filled}.
   */
  public byte[] room(int count) {
    begin();
    reserve(count);
    return line;
  }

  /** Where the next byte belongs. */
  public int at() {
    return length;
  }

  /** The value is where there was room for it. */
  public void filled(int count) {
    int end = length + count;
    int special = ByteSearch.indexOfSpecial(line, length, end);
    if (special < 0) {
      length = end;
    } else {
      byte[] rest = Arrays.copyOfRange(line, special, end);
      length = special;
      escape(rest);
    }
  }

  private void escape(byte[] utf8) {
    reserve(2L * utf8.length);
    for (byte b : utf8) {
      byte letter = CopyText.escapeOf(b);
      if (letter != 0) {
        line[length++] = '\\';
      }
      line[length++] = letter == 0 ? b : letter;
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
