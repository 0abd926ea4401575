package io.holdfast.backup.restore;

import io.holdfast.backup.domain.fold.RowStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Keys with their notes and texts, one after the other, each found again by where it was put. The
 * first are in memory beside the heap, as many as may be, and the newest few megabytes in the heap;
 * the rest is in a file that is read through the page cache. A thread of its own makes room, or
 * writes a chunk to the file, while another fills.
 *
 * <pre>
 *  ┌────────────┬─────────────┬─────────────┬─────┬──────┬──────┐
 *  │ key length │ note length │ text length │ key │ note │ text │ × records
 *  │     4      │      4      │      4      │     │      │      │
 *  └────────────┴─────────────┴─────────────┴─────┴──────┴──────┘
 * </pre>
 *
 * Any number of threads may append and read. What was put never moves.
 */
final class RowLog implements AutoCloseable {

  private static final byte[] NO_NOTE = {};
  private static final int NOTE_LENGTH = Integer.BYTES;
  private static final int TEXT_LENGTH = 2 * Integer.BYTES;
  private static final int HEADER = 3 * Integer.BYTES;

  /** The JVM keeps as much memory beside the heap for a thread as that writes at a time. */
  private static final int WRITE = 1 << 16;

  private final Path directory;
  private final int chunkBytes;
  private final FoldMemory memory;
  private final List<ByteBuffer> taken = new ArrayList<>();
  private boolean memoryIsUsedUp;
  private volatile ByteBuffer[] chunks = {};
  private final ExecutorService writer = Executors.newSingleThreadExecutor(RowLog::thread);
  private final Thread maker = Thread.currentThread();
  private volatile boolean shared;
  private ByteBuffer open;
  private ByteBuffer spare;
  private Future<ByteBuffer> writing;
  private Future<ByteBuffer> ahead;
  private volatile FileChannel file;
  private Path path;
  private long bytes;

  /**
   * @param directory where the file is made, once one is needed
   * @param memory what it takes of that; a record that is longer than a chunk is one of its own
   */
  RowLog(Path directory, FoldMemory memory) {
    this.directory = directory;
    this.chunkBytes = memory.chunkBytes();
    this.memory = memory;
    this.open = ByteBuffer.allocate(0);
  }

  /** Bytes of all records. */
  synchronized long bytes() {
    return bytes;
  }

  /** Whether anything is in a file. */
  synchronized boolean isOnDisk() {
    settle();
    return file != null;
  }

  /** Returns where it is. */
  synchronized long append(byte[] key, RowStore.Kept kept) {
    byte[] note = kept.note();
    byte[] text = kept.text();
    int length = HEADER + key.length + note.length + text.length;
    if (open.remaining() < length) {
      roll(length);
    }
    long at = (long) (chunks.length - 1) << Integer.SIZE | open.position();
    open.putInt(key.length).putInt(note.length).putInt(text.length).put(key).put(note).put(text);
    bytes += length;
    return at;
  }

  private void roll(int length) {
    settle();
    if (chunks.length > 0 && !open.isDirect()) {
      ByteBuffer full = open.flip();
      writing = writer.submit(() -> onDisk(full));
    }
    open = length <= chunkBytes ? next() : ByteBuffer.allocate(length);
    ByteBuffer[] more = Arrays.copyOf(chunks, chunks.length + 1);
    more[chunks.length] = open.duplicate();
    chunks = more;
  }

  private ByteBuffer next() {
    ByteBuffer next = beside();
    if (next == null) {
      next = spare == null ? ByteBuffer.allocate(chunkBytes) : spare;
      spare = null;
    }
    return next;
  }

  /** Memory beside the heap, and more of it asked for ahead; null where no more may be. */
  private ByteBuffer beside() {
    if (memoryIsUsedUp) {
      return null;
    }
    ByteBuffer beside = ahead == null ? memory.take() : done(ahead);
    ahead = null;
    if (beside == null) {
      memoryIsUsedUp = true;
      return null;
    }
    taken.add(beside);
    ahead = writer.submit(memory::take);
    return beside;
  }

  private static ByteBuffer done(Future<ByteBuffer> work) {
    try {
      return work.get();
    } catch (ExecutionException e) {
      throw FoldedRows.failed(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw FoldedRows.failed(e);
    }
  }

  /**
   * What is being written is read from the file from now on: the chunk before the open one. Its
   * buffer serves again, unless another thread may be reading it.
   */
  private void settle() {
    if (writing == null) {
      return;
    }
    ByteBuffer[] settled = chunks.clone();
    ByteBuffer written = settled[chunks.length - 2];
    settled[chunks.length - 2] = done(writing);
    chunks = settled;
    writing = null;
    if (!shared && written.capacity() == chunkBytes) {
      spare = written.clear();
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "rows-log");
    thread.setDaemon(true);
    return thread;
  }

  private ByteBuffer onDisk(ByteBuffer chunk) throws IOException {
    if (file == null) {
      path = Files.createTempFile(directory, "rows-", ".log");
      file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
    long from = file.size();
    int length = chunk.limit();
    while (chunk.position() < length) {
      chunk.limit(Math.min(length, chunk.position() + WRITE));
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

  RowStore.Kept kept(long at) {
    ByteBuffer chunk = chunk(at);
    int start = (int) at;
    int noteAt = start + HEADER + chunk.getInt(start);
    byte[] note = NO_NOTE;
    int noteLength = chunk.getInt(start + NOTE_LENGTH);
    if (noteLength > 0) {
      note = new byte[noteLength];
      chunk.get(noteAt, note);
    }
    byte[] text = new byte[chunk.getInt(start + TEXT_LENGTH)];
    chunk.get(noteAt + noteLength, text);
    return new RowStore.Kept(note, text);
  }

  /** Bytes of the record there. */
  int length(long at) {
    ByteBuffer chunk = chunk(at);
    int start = (int) at;
    return HEADER
        + chunk.getInt(start)
        + chunk.getInt(start + NOTE_LENGTH)
        + chunk.getInt(start + TEXT_LENGTH);
  }

  private ByteBuffer chunk(long at) {
    if (!shared && Thread.currentThread() != maker) {
      shared = true;
    }
    return chunks[(int) (at >>> Integer.SIZE)];
  }

  @Override
  public void close() throws IOException {
    writer.shutdown();
    boolean interrupted = false;
    while (!writer.isTerminated()) {
      try {
        writer.awaitTermination(1, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    chunks = new ByteBuffer[0];
    open = ByteBuffer.allocate(0);
    giveBack();
    if (file != null) {
      file.close();
      Files.delete(path);
    }
  }

  private void giveBack() {
    if (ahead != null) {
      ByteBuffer unused = done(ahead);
      if (unused != null) {
        taken.add(unused);
      }
    }
    taken.forEach(memory::giveBack);
    taken.clear();
  }
}
