package io.holdfast.backup.restore;

import io.holdfast.backup.barrier.RowSums;
import io.holdfast.backup.domain.CopyText;
import io.holdfast.backup.domain.LongText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.postgresql.copy.CopyIn;

/** Rows on their way into a table, in chunks; fields that lie aside are put in again. */
final class CopyRows {

  private static final int CHUNK = 1 << 16;
  private static final byte[] NEWLINE = {'\n'};

  private final CopyIn copy;
  private final Optional<RowSums> sums;
  private final List<LongTextFile> aside;
  private final byte[] chunk = new byte[CHUNK];
  private int length;

  /**
   * @param sums what is told of every row
   * @param aside where long fields may lie
   */
  CopyRows(CopyIn copy, Optional<RowSums> sums, List<LongTextFile> aside) {
    this.copy = copy;
    this.sums = sums;
    this.aside = aside;
  }

  void add(byte[] line) throws SQLException {
    sums.ifPresent(those -> those.add(line, this::open));
    int from = 0;
    if (isAnyAside()) {
      for (int at = 0; at < line.length; at++) {
        if (CopyText.isReference(line, at)) {
          append(line, from, at - from);
          append(CopyText.aside(line, at));
          from = at + CopyText.REFERENCE;
        }
      }
    }
    append(line, from, line.length - from);
    append(NEWLINE, 0, 1);
  }

  private boolean isAnyAside() {
    for (LongTextFile file : aside) {
      if (!file.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private void append(byte[] bytes, int from, int count) throws SQLException {
    if (length + count > CHUNK) {
      flush();
    }
    if (count > CHUNK) {
      copy.writeToCopy(bytes, from, count);
    } else {
      System.arraycopy(bytes, from, chunk, length, count);
      length += count;
    }
  }

  private void append(LongText text) throws SQLException {
    try (InputStream in = open(text)) {
      byte[] piece = new byte[CHUNK];
      for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
        append(piece, 0, n);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private InputStream open(LongText text) {
    return LongTextFile.open(aside, text);
  }

  void flush() throws SQLException {
    copy.writeToCopy(chunk, 0, length);
    length = 0;
  }
}
