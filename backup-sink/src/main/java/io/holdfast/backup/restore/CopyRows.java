package io.holdfast.backup.restore;

import io.holdfast.backup.barrier.RowSums;
import io.holdfast.backup.domain.CopyText;
import io.holdfast.backup.domain.LongText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
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
    return aside.stream()
        .flatMap(file -> file.find(text).stream())
        .findFirst()
        .map(Field::new)
        .orElseThrow(() -> new IllegalStateException("a long field is lost: " + text.sha256()));
  }

  void flush() throws SQLException {
    copy.writeToCopy(chunk, 0, length);
    length = 0;
  }

  /** Reads a field where it lies. */
  private static final class Field extends InputStream {

    private final LongTextFile.Place place;
    private long done;

    Field(LongTextFile.Place place) {
      this.place = place;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
      if (done == place.length()) {
        return -1;
      }
      int most = (int) Math.min(count, place.length() - done);
      int n = place.file().read(ByteBuffer.wrap(bytes, from, most), place.from() + done);
      if (n < 0) {
        throw new IOException("a file of long fields ends too early");
      }
      done += n;
      return n;
    }
  }
}
