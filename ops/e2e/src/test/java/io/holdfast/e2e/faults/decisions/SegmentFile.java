package io.holdfast.e2e.faults.decisions;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * A segment of a partition's log on disk, to be tampered with while no broker has it open.
 *
 * <pre>
 *  batch:  base offset 8 B | length 4 B | leader epoch 4 B | magic 1 B | CRC-32C 4 B | attributes …
 *                                                                                    └ what the CRC is over
 * </pre>
 */
final class SegmentFile {

  private static final int PREFIX = 12;
  private static final int CRC_AT = 17;
  private static final int CRC_FROM = 21;

  private final Path file;

  SegmentFile(Path file) {
    this.file = file;
  }

  /**
   * Replaces the first occurrence of a text by another of the same length, and makes the CRC of its
   * batch right again.
   *
   * @return base offset of the batch
   */
  long alter(String text, String other) throws IOException {
    byte[] from = text.getBytes(StandardCharsets.UTF_8);
    byte[] to = other.getBytes(StandardCharsets.UTF_8);
    if (from.length != to.length) {
      throw new IllegalArgumentException("another length");
    }
    try (var log = new RandomAccessFile(file.toFile(), "rw")) {
      long at = 0;
      while (at < log.length()) {
        byte[] head = new byte[PREFIX];
        log.seek(at);
        log.readFully(head);
        byte[] batch = new byte[PREFIX + ByteBuffer.wrap(head).getInt(8)];
        log.seek(at);
        log.readFully(batch);
        int found = indexOf(batch, from);
        if (found >= 0) {
          System.arraycopy(to, 0, batch, found, to.length);
          var crc = new CRC32C();
          crc.update(batch, CRC_FROM, batch.length - CRC_FROM);
          ByteBuffer.wrap(batch).putInt(CRC_AT, (int) crc.getValue());
          log.seek(at);
          log.write(batch);
          return ByteBuffer.wrap(batch).getLong(0);
        }
        at += batch.length;
      }
    }
    throw new IllegalArgumentException(file + " does not hold \"" + text + "\"");
  }

  private static int indexOf(byte[] all, byte[] part) {
    for (int i = CRC_FROM; i <= all.length - part.length; i++) {
      int same = 0;
      while (same < part.length && all[i + same] == part[same]) {
        same++;
      }
      if (same == part.length) {
        return i;
      }
    }
    return -1;
  }
}
