package io.holdfast.backup.restore;

import io.holdfast.backup.domain.fold.RowStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * Where the changes that a restore folds are kept: in memory beside the heap while there is room,
 * on disk from then on. However much was changed, the heap holds no more than a few megabytes of
 * it.
 */
final class FoldedRows implements RowStore.Factory, AutoCloseable {

  /** What is not needed any more is given back when it is this much, and more than what is. */
  private static final long WORTH_COPYING = 256L << 20;

  /** Slots of 16 bytes that all indexes have in memory: 32 MiB. */
  private static final long SLOTS_IN_MEMORY = 1L << 21;

  /** As many as a cache line has. */
  private static final int SLOTS_BETWEEN_NEIGHBOURS = 4;

  private final Path spool;
  private final long worthCopying;
  private final FoldMemory memory;
  private final AtomicLong room;
  private final List<Rows> stores = new ArrayList<>();
  private final LongTextFile longTexts;
  private RowLog log;

  private FoldedRows(Path spool, long worthCopying, long slotsInMemory, FoldMemory memory) {
    this.spool = spool;
    this.memory = memory;
    this.worthCopying = worthCopying;
    this.room = new AtomicLong(slotsInMemory);
    this.log = new RowLog(spool, memory);
    this.longTexts = new LongTextFile(spool, open("long texts"));
  }

  static FoldedRows in(Path spool, FoldMemory memory) {
    return new FoldedRows(spool, WORTH_COPYING, SLOTS_IN_MEMORY, memory);
  }

  static FoldedRows in(Path spool, long worthCopying, long slotsInMemory, FoldMemory memory) {
    return new FoldedRows(spool, worthCopying, slotsInMemory, memory);
  }

  static IllegalStateException failed(Throwable e) {
    return new IllegalStateException(
        "the changes cannot be kept on disk while they are folded: give --spool a directory with room ("
            + e.getMessage()
            + ")",
        e);
  }

  @Override
  public RowStore open(String name) {
    Rows rows = new Rows();
    stores.add(rows);
    return rows;
  }

  @Override
  public LongTextFile longTexts() {
    return longTexts;
  }

  @Override
  public void tidy() {
    long live = stores.stream().mapToLong(rows -> rows.bytes).sum();
    if (log.bytes() - live > Math.max(worthCopying, live)) {
      RowLog old = log;
      RowLog fresh = new RowLog(spool, memory);
      stores.forEach(rows -> rows.index.move(at -> fresh.append(old.key(at), old.kept(at))));
      log = fresh;
      try {
        old.close();
      } catch (IOException e) {
        throw failed(e);
      }
    }
  }

  /** Whether anything is on disk. */
  boolean hasSpilled() {
    return log.isOnDisk();
  }

  @Override
  public void close() throws IOException {
    longTexts.close();
    log.close();
  }

  /** One store. */
  private final class Rows implements RowStore {

    private final RowIndex index = new RowIndex(spool, room);
    private long bytes;

    @Override
    public boolean contains(byte[] key) {
      return find(key) != RowIndex.NONE;
    }

    @Override
    public Kept get(byte[] key) {
      return keptAt(find(key));
    }

    private long find(byte[] key) {
      return index.find(hash(key), at -> log.isOf(key, at));
    }

    @Override
    public void put(byte[] key, Kept kept) {
      long at = log.append(key, kept);
      bytes += log.length(at);
      leave(index.put(hash(key), at, place -> log.isOf(key, place)));
    }

    @Override
    public Kept remove(byte[] key) {
      long at = index.remove(hash(key), place -> log.isOf(key, place));
      leave(at);
      return keptAt(at);
    }

    private void leave(long at) {
      if (at != RowIndex.NONE) {
        bytes -= log.length(at);
      }
    }

    private Kept keptAt(long at) {
      return at == RowIndex.NONE ? null : log.kept(at);
    }

    @Override
    public void clear() {
      index.clear();
      bytes = 0;
    }

    @Override
    public long size() {
      return index.size();
    }

    @Override
    public void forEach(BiConsumer<byte[], Kept> visitor) {
      index.forEach(at -> visitor.accept(log.key(at), keptAt(at)));
    }
  }

  /**
   * FNV-1a, and its bits mixed; never 0. The lowest bits, by which a table is indexed, leave keys
   * that differ in their last byte close together: neighbours are mostly looked for one after the
   * other, and are then on one page.
   */
  private static long hash(byte[] key) {
    long hash = 0xcbf29ce484222325L;
    long before = hash;
    int last = 0;
    for (byte b : key) {
      before = hash;
      hash = (hash ^ b) * 0x100000001b3L;
      last = b;
    }
    long low = mixed(before) + (long) SLOTS_BETWEEN_NEIGHBOURS * (last & 15);
    long mixed = mixed(hash) & ~0xffffffffL | low & 0xffffffffL;
    return mixed == 0 ? 1 : mixed;
  }

  private static long mixed(long hash) {
    long mixed = (hash ^ hash >>> 32) * 0x9e3779b97f4a7c15L;
    return mixed ^ mixed >>> 29;
  }
}
