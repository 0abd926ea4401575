package io.holdfast.backup.barrier;

import io.holdfast.backup.domain.CopyText;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * The figures of {@link TableHashes} for rows that pass by as lines of COPY text, before a database
 * has them. Not thread-safe.
 */
public final class RowSums {

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

  /** Takes the next row. */
  public void add(byte[] line) {
    String row = hasColumns ? rowText(CopyText.text(line)) : "";
    ByteBuffer hash = ByteBuffer.wrap(md5.digest(row.getBytes(StandardCharsets.UTF_8)));
    left = left.add(BigInteger.valueOf(hash.getLong()));
    right = right.add(BigInteger.valueOf(hash.getLong()));
    rows++;
  }

  /** How many rows, and the sums of both halves of their hashes. */
  List<String> figures() {
    return List.of(Long.toString(rows), left.toString(), right.toString());
  }

  /** The row as PostgreSQL writes {@code ROW(columns)::text}: record_out in rowtypes.c. */
  private static String rowText(String line) {
    StringBuilder text = new StringBuilder(line.length() + 16).append('(');
    for (String field : CopyText.fields(line)) {
      String value = CopyText.value(field);
      if (value != null) {
        append(text, value);
      }
      text.append(',');
    }
    text.setCharAt(text.length() - 1, ')');
    return text.toString();
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
