package io.holdfast.backup.restore;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Memory beside the heap in which restores keep what they fold, in chunks of one size. What one
 * gives back serves the next: the JVM itself frees such memory only when it comes to collect the
 * buffers, which may be long after nobody needs them.
 *
 * <p>Any number of threads may take and give back.
 */
public final class FoldMemory {

  private static final int CHUNK = 8 << 20;

  private final int chunkBytes;
  private final Deque<ByteBuffer> free = new ArrayDeque<>();
  private long room;

  FoldMemory(int chunkBytes, long room) {
    this.chunkBytes = chunkBytes;
    this.room = room;
  }

  /** Three quarters of what the heap may have, or a quarter of what is free if that is less. */
  public static FoldMemory ofThisProcess() {
    long free =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getFreeMemorySize();
    return new FoldMemory(CHUNK, Math.min(Runtime.getRuntime().maxMemory() / 4 * 3, free / 4));
  }

  /** How large every chunk is. */
  int chunkBytes() {
    return chunkBytes;
  }

  /** A chunk to be filled; null where no more may be. */
  synchronized ByteBuffer take() {
    if (!free.isEmpty()) {
      return free.pop();
    }
    if (room < chunkBytes) {
      return null;
    }
    room -= chunkBytes;
    try {
      return ByteBuffer.allocateDirect(chunkBytes);
    } catch (OutOfMemoryError e) {
      // the process was told to have less of it
      room = 0;
      return null;
    }
  }

  /** Nobody reads or writes the chunk any more. */
  synchronized void giveBack(ByteBuffer chunk) {
    free.push(chunk.clear());
  }
}
