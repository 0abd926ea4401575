package io.holdfast.backup.restore;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The lines of a text, as bytes without their newlines. The text ends with one. */
final class Lines implements AutoCloseable {

  private static final int BUFFER = 1 << 17;

  private final InputStream in;
  private byte[] buffer = new byte[BUFFER];
  private int position;
  private int limit;

  Lines(InputStream in) {
    this.in = in;
  }

  /**
   * The next line; null at the end.
   *
   * @throws IOException also when the text ends within a line
   */
  byte[] next() throws IOException {
    int end = position;
    while (true) {
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      if (end < limit) {
        byte[] line = Arrays.copyOfRange(buffer, position, end);
        position = end + 1;
        return line;
      }
      int begun = limit - position;
      if (!fill()) {
        if (begun > 0) {
          throw new IOException("a text of lines ends within one");
        }
        return null;
      }
      end = position + begun;
    }
  }

  /** Reads more behind what is begun. */
  private boolean fill() throws IOException {
    int begun = limit - position;
    byte[] target = begun * 2 > buffer.length ? new byte[buffer.length * 2] : buffer;
    System.arraycopy(buffer, position, target, 0, begun);
    buffer = target;
    position = 0;
    limit = begun;
    int more = in.read(buffer, limit, buffer.length - limit);
    limit += Math.max(0, more);
    return more > 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
