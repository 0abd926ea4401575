package io.holdfast.backup.restore;

import io.holdfast.backup.domain.ByteSearch;
import io.holdfast.backup.domain.CopyText;
import io.holdfast.backup.domain.fold.LongField;
import io.holdfast.backup.domain.fold.RowStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The lines of COPY text, as bytes without their newlines; the text ends with one. Fields that are
 * too long to be held lie {@link #aside} until the next line is asked for.
 */
final class Lines implements AutoCloseable {

  private static final int BUFFER = 1 << 17;

  private final InputStream in;
  private final LongTextFile aside;
  private final LongField field;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int limit;

  Lines(InputStream in, Path spool) {
    this.in = in;
    this.aside = new LongTextFile(spool, RowStore.Factory.inMemory().open("aside"));
    this.field = LongField.aside(aside);
  }

  /** Fields of the newest line. */
  LongTextFile aside() {
    return aside;
  }

  /**
   * The next line; null at the end.
   *
   * @throws IOException also when the text ends within a line
   */
  byte[] next() throws IOException {
    if (!aside.isEmpty()) {
      aside.clear();
    }
    int from = position;
    while (true) {
      int end = ByteSearch.indexOf((byte) '\n', buffer, from, limit);
      int begun = (end < 0 ? limit : end) - position;
      if (begun > CopyText.LONGEST) {
        return longLine();
      }
      if (end >= 0) {
        byte[] line = Arrays.copyOfRange(buffer, position, end);
        position = end + 1;
        return line;
      }
      if (!fill()) {
        return ended(begun);
      }
      from = position + begun;
    }
  }

  private static byte[] ended(int begun) throws IOException {
    if (begun > 0) {
      throw new IOException("a text of lines ends within one");
    }
    return null;
  }

  /** Field by field. */
  private byte[] longLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      int end = position;
      while (end < limit && buffer[end] != '\t' && buffer[end] != '\n') {
        end++;
      }
      field.append(buffer, position, end - position);
      position = end;
      if (end < limit) {
        line.writeBytes(field.end());
        position++;
        if (buffer[end] == '\n') {
          return line.toByteArray();
        }
        line.write('\t');
      } else if (!fill()) {
        return ended(1);
      }
    }
  }

  /** Reads more behind what is begun, which moves to the front. */
  private boolean fill() throws IOException {
    limit -= position;
    System.arraycopy(buffer, position, buffer, 0, limit);
    position = 0;
    int more = in.read(buffer, limit, buffer.length - limit);
    limit += Math.max(0, more);
    return more > 0;
  }

  @Override
  public void close() throws IOException {
    aside.close();
    in.close();
  }
}
