package io.holdfast.backup.barrier;

import io.holdfast.backup.domain.CopyText;
import io.holdfast.backup.domain.LongText;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * The figures of {@link TableHashes} for rows that pass by as lines of COPY text, before a database
 * has them. Not thread-safe.
 */
public final class RowSums {

  private static final int PIECE = 1 << 16;

  private final boolean hasColumns;
  private final MessageDigest md5;
  private long rows;
  private BigInteger left = BigInteger.ZERO;
  private BigInteger right = BigInteger.ZERO;

  /**
   * @param columns how many a row has
   */
  public RowSums(int columns) {
    hasColumns = columns > 0;
    try {
      md5 = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException everyJavaPlatformHasIt) {
      throw new IllegalStateException(everyJavaPlatformHasIt);
    }
  }

  /**
   * Takes the next row.
   *
   * @param aside opens a field that lies aside
   */
  public void add(byte[] line, Function<LongText, InputStream> aside) {
    if (hasColumns) {
      digest(line, aside);
    }
    ByteBuffer hash = ByteBuffer.wrap(md5.digest());
    left = left.add(BigInteger.valueOf(hash.getLong()));
    right = right.add(BigInteger.valueOf(hash.getLong()));
    rows++;
  }

  /** How many rows, and the sums of both halves of their hashes. */
  List<String> figures() {
    return List.of(Long.toString(rows), left.toString(), right.toString());
  }

  /** The row as PostgreSQL writes {@code ROW(columns)::text}: record_out in rowtypes.c. */
  private void digest(byte[] line, Function<LongText, InputStream> aside) {
    StringBuilder text = new StringBuilder(line.length + 16);
    char before = '(';
    for (String field : CopyText.fields(CopyText.text(line))) {
      text.append(before);
      before = ',';
      byte[] bytes = CopyText.bytes(field);
      if (CopyText.isReference(bytes, 0)) {
        md5.update(CopyText.bytes(text.toString()));
        text.setLength(0);
        digest(CopyText.aside(bytes, 0), aside);
      } else if (CopyText.value(field) != null) {
        append(text, CopyText.value(field));
      }
    }
    md5.update(CopyText.bytes(text.append(')').toString()));
  }

  /** Twice, for the first character tells whether there are quotes, and the last decides it. */
  private void digest(LongText field, Function<LongText, InputStream> aside) {
    boolean[] quoted = {false};
    eachByte(field, aside, b -> quoted[0] |= isQuoted(b));
    ByteArrayOutputStream out = new ByteArrayOutputStream(PIECE + 2);
    Runnable flush =
        () -> {
          md5.update(out.toByteArray());
          out.reset();
        };
    if (quoted[0]) {
      out.write('"');
    }
    eachByte(
        field,
        aside,
        b -> {
          if (quoted[0] && (b == '"' || b == '\\')) {
            out.write(b);
          }
          out.write(b);
          if (out.size() >= PIECE) {
            flush.run();
          }
        });
    if (quoted[0]) {
      out.write('"');
    }
    flush.run();
  }

  /** The bytes of a value, from the field that COPY wrote. */
  private static void eachByte(
      LongText field, Function<LongText, InputStream> aside, IntConsumer consumer) {
    try (InputStream in = new BufferedInputStream(aside.apply(field), PIECE)) {
      for (int b = in.read(); b >= 0; b = in.read()) {
        consumer.accept(b == '\\' ? CopyText.unescaped((char) in.read()) : b);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void append(StringBuilder text, String value) {
    boolean quoted = value.isEmpty() || value.chars().anyMatch(RowSums::isQuoted);
    if (!quoted) {
      text.append(value);
      return;
    }
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append(c);
      }
      text.append(c);
    }
    text.append('"');
  }

  private static boolean isQuoted(int c) {
    return c == ' ' || c >= '\t' && c <= '\r' || "\"\\(),".indexOf(c) >= 0;
  }
}
