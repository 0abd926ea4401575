package io.holdfast.backup.restore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;

/**
 * Where in a {@link RowLog} the record of a key is: a hash table with open addressing. It is in
 * memory while there is room; then it is a file that is mapped, so that the heap does not grow with
 * it.
 *
 * <pre>
 *  ┌──────┬───────┐
 *  │ hash │ place │ × slots; hash 0: never used; place -1: removed
 *  │  8   │   8   │
 *  └──────┴───────┘
 * </pre>
 *
 * One writer; after the last write any number of readers.
 */
final class RowIndex {

  /** No record. */
  static final long NONE = -1;

  private static final int SLOT = 2 * Long.BYTES;

  /** These have no need of room. */
  private static final int FIRST_SLOTS = 16;

  /** One mapping of a table has at most so many. */
  private static final int SLOTS_A_PART = 1 << 26;

  private static final byte[] ZEROS = new byte[1 << 16];

  private final Path directory;
  private final AtomicLong room;
  private LongBuffer[] parts;
  private boolean isInMemory;
  private long slots;
  private long used;
  private long live;

  /**
   * @param directory where files are made; each is gone from there once it is mapped
   * @param room slots that tables may yet have in memory, all together
   */
  RowIndex(Path directory, AtomicLong room) {
    this.directory = directory;
    this.room = room;
    clear();
  }

  void clear() {
    allocate(FIRST_SLOTS);
    used = 0;
    live = 0;
  }

  /** How many keys. */
  long size() {
    return live;
  }

  /**
   * The place of a key's record.
   *
   * @param isIt whether the record at a place is the key's
   */
  long find(long hash, LongPredicate isIt) {
    long slot = slotOf(hash, isIt);
    return slot < 0 ? NONE : place(slot);
  }

  /** Notes the place of a key's record. Returns where the one before is. */
  long put(long hash, long place, LongPredicate isIt) {
    long slot = slotOf(hash, isIt);
    if (slot >= 0) {
      long before = place(slot);
      set(slot, hash, place);
      return before;
    }
    if ((used + 1) * 2 > slots) {
      grow();
    }
    add(hash, place);
    return NONE;
  }

  /** Forgets a key. Returns where its record is. */
  long remove(long hash, LongPredicate isIt) {
    long slot = slotOf(hash, isIt);
    if (slot < 0) {
      return NONE;
    }
    long before = place(slot);
    set(slot, hash, NONE);
    live--;
    return before;
  }

  /** Visits the places of all keys, in no order. */
  void forEach(LongConsumer visitor) {
    for (long slot = 0; slot < slots; slot++) {
      if (hash(slot) != 0 && place(slot) != NONE) {
        visitor.accept(place(slot));
      }
    }
  }

  /** Gives each key another place. */
  void move(LongUnaryOperator places) {
    for (long slot = 0; slot < slots; slot++) {
      if (hash(slot) != 0 && place(slot) != NONE) {
        set(slot, hash(slot), places.applyAsLong(place(slot)));
      }
    }
  }

  private long slotOf(long hash, LongPredicate isIt) {
    for (long slot = hash & slots - 1; hash(slot) != 0; slot = slot + 1 & slots - 1) {
      if (hash(slot) == hash && place(slot) != NONE && isIt.test(place(slot))) {
        return slot;
      }
    }
    return -1;
  }

  private void add(long hash, long place) {
    long slot = hash & slots - 1;
    while (hash(slot) != 0) {
      slot = slot + 1 & slots - 1;
    }
    set(slot, hash, place);
    used++;
    live++;
  }

  /** Twice as large, unless it is full of what was removed. */
  private void grow() {
    LongBuffer[] old = parts;
    long oldSlots = slots;
    allocate(live * 4 > slots ? 2 * slots : slots);
    used = 0;
    live = 0;
    for (long slot = 0; slot < oldSlots; slot++) {
      LongBuffer part = old[(int) (slot / SLOTS_A_PART)];
      int at = (int) (slot % SLOTS_A_PART) * 2;
      if (part.get(at) != 0 && part.get(at + 1) != NONE) {
        add(part.get(at), part.get(at + 1));
      }
    }
  }

  private void allocate(long count) {
    if (isInMemory) {
      room.addAndGet(slots);
    }
    slots = count;
    isInMemory = count > FIRST_SLOTS && takeRoom(count);
    if (isInMemory || count == FIRST_SLOTS) {
      parts = new LongBuffer[] {LongBuffer.allocate((int) count * 2)};
      return;
    }
    try {
      parts = mapped(count * SLOT);
    } catch (IOException e) {
      throw FoldedRows.failed(e);
    }
  }

  private boolean takeRoom(long count) {
    if (room.addAndGet(-count) >= 0) {
      return true;
    }
    room.addAndGet(count);
    return false;
  }

  /** Written first, for a page that has no room on disk when it is touched ends the process. */
  private LongBuffer[] mapped(long bytes) throws IOException {
    Path file = Files.createTempFile(directory, "rows-", ".index");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      for (long at = 0; at < bytes; ) {
        at += channel.write(ByteBuffer.wrap(ZEROS), at);
      }
      long part = (long) SLOTS_A_PART * SLOT;
      LongBuffer[] mapped = new LongBuffer[(int) ((bytes + part - 1) / part)];
      for (int i = 0; i < mapped.length; i++) {
        mapped[i] =
            channel
                .map(FileChannel.MapMode.READ_WRITE, i * part, Math.min(part, bytes - i * part))
                .order(ByteOrder.nativeOrder())
                .asLongBuffer();
      }
      return mapped;
    } finally {
      Files.delete(file);
    }
  }

  private long hash(long slot) {
    return parts[(int) (slot / SLOTS_A_PART)].get((int) (slot % SLOTS_A_PART) * 2);
  }

  private long place(long slot) {
    return parts[(int) (slot / SLOTS_A_PART)].get((int) (slot % SLOTS_A_PART) * 2 + 1);
  }

  private void set(long slot, long hash, long place) {
    parts[(int) (slot / SLOTS_A_PART)]
        .put((int) (slot % SLOTS_A_PART) * 2, hash)
        .put((int) (slot % SLOTS_A_PART) * 2 + 1, place);
  }
}
