package io.holdfast.schemas.snapshot;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Bytes in pieces that fit well into a record. */
public final class ChunkedOutput extends OutputStream {

  public static final int CHUNK = 256 * 1024;

  private final List<byte[]> full = new ArrayList<>();
  private byte[] current = new byte[CHUNK];
  private int length;

  @Override
  public void write(int value) {
    if (length == CHUNK) {
      turnOver();
    }
    current[length++] = (byte) value;
  }

  @Override
  public void write(byte[] bytes, int from, int count) {
    int taken = 0;
    while (taken < count) {
      if (length == CHUNK) {
        turnOver();
      }
      int part = Math.min(count - taken, CHUNK - length);
      System.arraycopy(bytes, from + taken, current, length, part);
      length += part;
      taken += part;
    }
  }

  /** All that was written; nothing may be written after. */
  public List<byte[]> chunks() {
    if (length > 0) {
      full.add(Arrays.copyOf(current, length));
      length = 0;
    }
    return full;
  }

  private void turnOver() {
    full.add(current);
    current = new byte[CHUNK];
    length = 0;
  }
}
