package io.holdfast.backup.restore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Keys and texts, one after the other, each found again by where it was put. The newest few
 * megabytes are in memory, the rest in a file that is read through the page cache.
 *
 * <pre>
 *  ┌────────────┬─────────────┬─────┬──────┐
 *  │ key length │ text length │ key │ text │ × records
 *  │     4      │      4      │     │      │
 *  └────────────┴─────────────┴─────┴──────┘
 * </pre>
 *
 * Any number of threads may append and read. What was put never moves.
 */
final class RowLog implements AutoCloseable {

  /** What is in memory before it goes to the file; a longer record is a chunk of its own. */
  static final int CHUNK = 8 << 20;

  private static final int HEADER = 2 * Integer.BYTES;

  private final Path directory;
  private final int chunkBytes;
  private volatile ByteBuffer[] chunks = {};
  private ByteBuffer open;
  private FileChannel file;
  private Path path;
  private long bytes;

  /**
   * @param directory where the file is made, once one is needed
   */
  RowLog(Path directory, int chunkBytes) {
    this.directory = directory;
    this.chunkBytes = chunkBytes;
    this.open = ByteBuffer.allocate(0);
  }

  /** Bytes of all records. */
  synchronized long bytes() {
    return bytes;
  }

  /** Whether anything is in a file. */
  synchronized boolean isOnDisk() {
    return file != null;
  }

  /** Returns where it is. */
  synchronized long append(byte[] key, byte[] text) {
    int length = HEADER + key.length + text.length;
    if (open.remaining() < length) {
      roll(length);
    }
    long at = (long) (chunks.length - 1) << Integer.SIZE | open.position();
    open.putInt(key.length).putInt(text.length).put(key).put(text);
    bytes += length;
    return at;
  }

  private void roll(int length) {
    ByteBuffer[] more = Arrays.copyOf(chunks, chunks.length + 1);
    try {
      if (chunks.length > 0) {
        more[chunks.length - 1] = onDisk(open.flip());
      }
    } catch (IOException e) {
      throw FoldedRows.failed(e);
    }
    open = ByteBuffer.allocate(Math.max(chunkBytes, length));
    more[chunks.length] = open.duplicate();
    chunks = more;
  }

  private ByteBuffer onDisk(ByteBuffer chunk) throws IOException {
    if (file == null) {
      path = Files.createTempFile(directory, "rows-", ".log");
      file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
    long from = file.size();
    int length = chunk.limit();
    while (chunk.hasRemaining()) {
      file.write(chunk, from + chunk.position());
    }
    return file.map(FileChannel.MapMode.READ_ONLY, from, length);
  }

  /** Whether the record there has this key. */
  boolean isOf(byte[] key, long at) {
    ByteBuffer chunk = chunk(at);
    int start = (int) at;
    if (chunk.getInt(start) != key.length) {
      return false;
    }
    for (int i = 0; i < key.length; i++) {
      if (chunk.get(start + HEADER + i) != key[i]) {
        return false;
      }
    }
    return true;
  }

  byte[] key(long at) {
    ByteBuffer chunk = chunk(at);
    byte[] key = new byte[chunk.getInt((int) at)];
    chunk.get((int) at + HEADER, key);
    return key;
  }

  byte[] text(long at) {
    ByteBuffer chunk = chunk(at);
    byte[] text = new byte[chunk.getInt((int) at + Integer.BYTES)];
    chunk.get((int) at + HEADER + chunk.getInt((int) at), text);
    return text;
  }

  /** Bytes of the record there. */
  int length(long at) {
    ByteBuffer chunk = chunk(at);
    return HEADER + chunk.getInt((int) at) + chunk.getInt((int) at + Integer.BYTES);
  }

  private ByteBuffer chunk(long at) {
    return chunks[(int) (at >>> Integer.SIZE)];
  }

  @Override
  public void close() throws IOException {
    chunks = new ByteBuffer[0];
    if (file != null) {
      file.close();
      Files.delete(path);
    }
  }
}
