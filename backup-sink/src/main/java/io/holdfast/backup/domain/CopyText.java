package io.holdfast.backup.domain;

import io.holdfast.records.Marker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The text format of COPY: a row is a line, fields are separated by tabs, {@code \N} is null, and
 * backslash and the control characters b, f, n, r, t, v are escaped by letter, exactly as COPY TO
 * does: equal rows are equal lines.
 *
 * <p>Three fields are our own, which COPY never writes: {@link Marker#UNCHANGED} is {@code \U},
 * {@link Marker#IN_PARTS} is {@code \P}, and a {@link LongText} is {@code \L} and its hash.
 *
 * <p>Source: PostgreSQL documentation, COPY, "Text Format".
 */
public final class CopyText {

  private CopyText() {}

  /** A value that is the same as in the row before. */
  public static final String UNCHANGED = "\\U";

  /**
   * Fields of a line that are longer, in bytes as they are written, lie aside; so a line is never
   * long.
   */
  public static final int LONGEST = 32 << 10;

  /** A value that came in parts before. */
  static final String IN_PARTS = "\\P";

  private static final String ASIDE = "\\L";
  private static final int HASH = 64;

  /** Length of a field that stands for one that lies aside. */
  public static final int REFERENCE = ASIDE.length() + HASH;

  /** The field of null. */
  public static final byte[] NULL = bytes("\\N");

  private static final byte[] SAME = bytes(UNCHANGED);
  private static final byte[] PARTS = bytes(IN_PARTS);

  /**
   * One row as a line, without its newline; values are null, text, a {@link LongText}, or a {@link
   * Marker}.
   */
  public static String row(List<?> values) {
    return text(line(values));
  }

  /** As {@link #row}, in UTF-8. */
  public static byte[] line(List<?> values) {
    LineWriter line = new LineWriter();
    for (Object value : values) {
      if (value == null) {
        line.field(NULL);
      } else if (value instanceof Marker marker) {
        line.field(field(marker));
      } else if (value instanceof LongText aside) {
        line.field(reference(aside));
      } else {
        line.value(bytes((String) value));
      }
    }
    return line.end();
  }

  /** The field of a value that is not here. */
  public static byte[] field(Marker marker) {
    return marker == Marker.UNCHANGED ? SAME : PARTS;
  }

  /** Whether a value of a line is {@link Marker#UNCHANGED}. */
  public static boolean isLacking(byte[] line) {
    for (int at = 0; at >= 0 && at < line.length; ) {
      at = ByteSearch.indexOf((byte) '\\', line, at, line.length);
      if (at >= 0) {
        if (line[at + 1] == SAME[1]) {
          return true;
        }
        at += 2;
      }
    }
    return false;
  }

  /** Takes the values that are unchanged from the row before. */
  public static byte[] fill(byte[] line, byte[] before) {
    List<String> fields = fields(text(line));
    List<String> old = fields(text(before));
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).equals(UNCHANGED)) {
        fields.set(i, old.get(i));
      }
    }
    return bytes(String.join("\t", fields));
  }

  /** The same for some columns only, by their places. */
  public static byte[] fill(byte[] line, byte[] before, int[] columns) {
    List<String> fields = fields(text(line));
    List<String> old = fields(text(before));
    for (int column : columns) {
      if (fields.get(column).equals(UNCHANGED)) {
        fields.set(column, old.get(column));
      }
    }
    return bytes(String.join("\t", fields));
  }

  /** UTF-8, in which a backup keeps lines. */
  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The text of UTF-8. */
  public static String text(byte[] line) {
    return new String(line, StandardCharsets.UTF_8);
  }

  /** The fields of a line as they are written, still escaped. */
  public static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    int start = 0;
    for (int tab = line.indexOf('\t'); tab >= 0; tab = line.indexOf('\t', start)) {
      fields.add(line.substring(start, tab));
      start = tab + 1;
    }
    fields.add(line.substring(start));
    return fields;
  }

  /** The values of a line; null for null. */
  public static List<String> values(byte[] line) {
    return fields(text(line)).stream().map(CopyText::value).toList();
  }

  /** The field of a value. */
  public static byte[] field(String value) {
    return line(List.of(value));
  }

  /** The field that stands for one that lies aside. */
  public static byte[] reference(LongText aside) {
    return bytes(ASIDE + aside.sha256());
  }

  /** Whether a field begins there that stands for one that lies aside. */
  public static boolean isReference(byte[] line, int at) {
    return (at == 0 || line[at - 1] == '\t')
        && at + 1 < line.length
        && line[at] == '\\'
        && line[at + 1] == 'L';
  }

  /** Whether a field stands for a value that came in parts. */
  public static boolean isInParts(byte[] line, int from, int to) {
    return Arrays.equals(line, from, to, PARTS, 0, PARTS.length);
  }

  /** What a field that begins there stands for. */
  public static LongText aside(byte[] line, int at) {
    return new LongText(new String(line, at + ASIDE.length(), HASH, StandardCharsets.US_ASCII));
  }

  /** The letter that stands for a byte behind a backslash; 0 for one that is not escaped. */
  static byte escapeOf(byte b) {
    switch (b) {
      case '\\':
        return '\\';
      case '\t':
        return 't';
      case '\n':
        return 'n';
      case '\r':
        return 'r';
      case '\b':
        return 'b';
      case '\f':
        return 'f';
      case 0x0b:
        return 'v';
      default:
        return 0;
    }
  }

  /**
   * The value of one field.
   *
   * @param field as COPY TO wrote it
   * @return null for {@code \N}
   * @throws IllegalArgumentException when it ends inside an escape
   */
  public static String value(String field) {
    if (field.indexOf('\\') < 0) {
      return field;
    }
    if (field.equals("\\N")) {
      return null;
    }
    StringBuilder value = new StringBuilder(field.length());
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      value.append(c == '\\' ? unescaped(field, ++i) : c);
    }
    return value.toString();
  }

  private static char unescaped(String field, int at) {
    if (at >= field.length()) {
      throw new IllegalArgumentException("a field of COPY text ends inside an escape");
    }
    return unescaped(field.charAt(at));
  }

  /** What a character stands for that follows a backslash. */
  public static char unescaped(char c) {
    switch (c) {
      case 'b':
        return '\b';
      case 'f':
        return '\f';
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      case 'v':
        return '\u000b';
      default:
        return c;
    }
  }
}
