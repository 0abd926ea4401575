package io.holdfast.backup.domain;

import io.holdfast.records.Marker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The text format of COPY: a row is a line, fields are separated by tabs, {@code \N} is null, and
 * backslash and the control characters b, f, n, r, t, v are escaped by letter, exactly as COPY TO
 * does: equal rows are equal lines.
 *
 * <p>One field is our own: {@link Marker#UNCHANGED} is written {@code \U}, which COPY never writes.
 *
 * <p>Source: PostgreSQL documentation, COPY, "Text Format".
 */
public final class CopyText {

  private CopyText() {}

  /** A value that is the same as in the row before. */
  public static final String UNCHANGED = "\\U";

  private static final byte[] NULL = bytes("\\N");
  private static final byte[] SAME = bytes(UNCHANGED);

  /** One row as a line, without its newline; values are null, text, or {@link Marker#UNCHANGED}. */
  public static String row(List<?> values) {
    return text(line(values));
  }

  /** As {@link #row}, in UTF-8. */
  public static byte[] line(List<?> values) {
    byte[][] fields = new byte[values.size()][];
    int length = fields.length;
    for (int i = 0; i < fields.length; i++) {
      Object value = values.get(i);
      if (value == null) {
        fields[i] = NULL;
      } else if (value == Marker.UNCHANGED) {
        fields[i] = SAME;
      } else {
        fields[i] = escaped(bytes((String) value));
      }
      length += fields[i].length;
    }
    return joined(fields, Math.max(0, length - 1));
  }

  private static byte[] joined(byte[][] fields, int length) {
    byte[] line = new byte[length];
    int at = 0;
    for (byte[] field : fields) {
      if (at > 0) {
        line[at - 1] = '\t';
      }
      System.arraycopy(field, 0, line, at, field.length);
      at += field.length + 1;
    }
    return line;
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

  private static byte[] escaped(byte[] value) {
    int escapes = 0;
    for (byte b : value) {
      if ((b < ' ' && b >= 0 || b == '\\') && escapeOf((char) b) != 0) {
        escapes++;
      }
    }
    if (escapes == 0) {
      return value;
    }
    byte[] escaped = new byte[value.length + escapes];
    int at = 0;
    for (byte b : value) {
      char letter = b < 0 ? 0 : escapeOf((char) b);
      if (letter != 0) {
        escaped[at++] = '\\';
      }
      escaped[at++] = letter == 0 ? b : (byte) letter;
    }
    return escaped;
  }

  private static char escapeOf(char c) {
    switch (c) {
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
      case '\u000b':
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
      value.append(c == '\\' ? unescape(field, ++i) : c);
    }
    return value.toString();
  }

  private static char unescape(String field, int at) {
    if (at >= field.length()) {
      throw new IllegalArgumentException("a field of COPY text ends inside an escape");
    }
    switch (field.charAt(at)) {
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
        return field.charAt(at);
    }
  }
}
