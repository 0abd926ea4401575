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
 * <p>Two fields are our own, which COPY never writes: {@link Marker#UNCHANGED} is {@code \U}, and a
 * {@link LongText} is {@code \L} and its hash.
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

  private static final String ASIDE = "\\L";
  private static final int HASH = 64;

  /** Length of a field that stands for one that lies aside. */
  public static final int REFERENCE = ASIDE.length() + HASH;

  private static final byte[] NULL = bytes("\\N");
  private static final byte[] SAME = bytes(UNCHANGED);

  /**
   * One row as a line, without its newline; values are null, text, a {@link LongText}, or {@link
   * Marker#UNCHANGED}.
   */
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
      } else if (value instanceof LongText aside) {
        fields[i] = reference(aside);
      } else {
        fields[i] = field((String) value);
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

  /** The field of a value. */
  public static byte[] field(String value) {
    return escaped(bytes(value));
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

  /** What a field that begins there stands for. */
  public static LongText aside(byte[] line, int at) {
    return new LongText(new String(line, at + ASIDE.length(), HASH, StandardCharsets.US_ASCII));
  }

  /** The value of a field that may stand for one that lies aside: text, or a {@link LongText}. */
  public static Object valueOrReference(byte[] field) {
    return isReference(field, 0) ? aside(field, 0) : value(text(field));
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
