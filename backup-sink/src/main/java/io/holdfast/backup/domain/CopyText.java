package io.holdfast.backup.domain;

import io.holdfast.records.Marker;
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

  /** One row as a line, without its newline; values are null, text, or {@link Marker#UNCHANGED}. */
  public static String row(List<?> values) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        line.append('\t');
      }
      Object value = values.get(i);
      if (value == null) {
        line.append("\\N");
      } else if (value == Marker.UNCHANGED) {
        line.append(UNCHANGED);
      } else {
        appendEscaped(line, (String) value);
      }
    }
    return line.toString();
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

  private static void appendEscaped(StringBuilder line, String value) {
    int clean = 0;
    for (int i = 0; i < value.length(); i++) {
      char letter = escapeOf(value.charAt(i));
      if (letter != 0) {
        line.append(value, clean, i).append('\\').append(letter);
        clean = i + 1;
      }
    }
    line.append(value, clean, value.length());
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
