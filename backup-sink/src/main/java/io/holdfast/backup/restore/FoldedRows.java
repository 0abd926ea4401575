package io.holdfast.backup.restore;

import io.holdfast.backup.domain.fold.RowStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/**
 * Where the changes that a restore folds are kept: in memory while they are few, on disk from then
 * on. However much was changed, the heap holds no more than the budget.
 */
final class FoldedRows implements RowStore.Factory, AutoCloseable {

  /** Of text, in characters; with what Java adds about twice that in bytes. */
  static final long BUDGET = 48L << 20;

  private static final long CACHE_BYTES = 64L << 20;
  private static final long BUFFER_BYTES = 32L << 20;
  private static final int BLOOM_BITS = 10;

  private final Path spool;
  private final long budget;
  private long held;
  private int stores;
  private Disk disk;

  private FoldedRows(Path spool, long budget) {
    this.spool = spool;
    this.budget = budget;
  }

  static FoldedRows in(Path spool) {
    return in(spool, BUDGET);
  }

  static FoldedRows in(Path spool, long budget) {
    return new FoldedRows(spool, budget);
  }

  @Override
  public RowStore open(String name) {
    return new Rows(++stores);
  }

  private Disk disk() {
    if (disk == null) {
      disk = new Disk(spool);
    }
    return disk;
  }

  /** Whether anything is on disk. */
  boolean hasSpilled() {
    return disk != null;
  }

  @Override
  public void close() throws IOException {
    if (disk != null) {
      disk.close();
    }
  }

  /** One store: a map until the budget is spent. */
  private final class Rows implements RowStore {

    private final int number;
    private Map<String, String> memory = new HashMap<>();
    private long characters;

    Rows(int number) {
      this.number = number;
    }

    @Override
    public String get(String key) {
      return memory == null ? disk.get(number, key) : memory.get(key);
    }

    @Override
    public void put(String key, String text) {
      if (memory == null) {
        disk.put(number, key, text);
        return;
      }
      String before = memory.put(key, text);
      account(text.length() - (before == null ? -key.length() : before.length()));
      if (held > budget) {
        spill();
      }
    }

    @Override
    public String remove(String key) {
      if (memory == null) {
        String before = disk.get(number, key);
        if (before != null) {
          disk.delete(number, key);
        }
        return before;
      }
      String before = memory.remove(key);
      if (before != null) {
        account(-key.length() - before.length());
      }
      return before;
    }

    private void account(long more) {
      characters += more;
      held += more;
    }

    private void spill() {
      Disk target = disk();
      memory.forEach((key, text) -> target.put(number, key, text));
      account(-characters);
      memory = null;
    }

    @Override
    public void clear() {
      if (memory == null) {
        disk.clear(number);
      } else {
        account(-characters);
        memory.clear();
      }
    }

    @Override
    public boolean isEmpty() {
      return memory == null ? disk.isEmpty(number) : memory.isEmpty();
    }

    @Override
    public long size() {
      if (memory != null) {
        return memory.size();
      }
      long[] count = {0};
      forEach((key, text) -> count[0]++);
      return count[0];
    }

    @Override
    public void forEach(BiConsumer<String, String> visitor) {
      if (memory == null) {
        disk.forEach(number, visitor);
      } else {
        memory.forEach(visitor);
      }
    }
  }

  /** All stores that outgrew memory, in one RocksDB: a key begins with its store's number. */
  private static final class Disk implements AutoCloseable {

    private static final int PREFIX = 4;

    static {
      RocksDB.loadLibrary();
    }

    private final Path directory;
    private final LRUCache cache = new LRUCache(CACHE_BYTES);
    private final BloomFilter bloom = new BloomFilter(BLOOM_BITS);
    private final Options options = new Options();
    private final WriteOptions unlogged = new WriteOptions().setDisableWAL(true);
    private final RocksDB rocks;

    Disk(Path spool) {
      try {
        directory = Files.createTempDirectory(spool, "changes-");
        options
            .setCreateIfMissing(true)
            .setCompressionType(CompressionType.LZ4_COMPRESSION)
            .setWriteBufferSize(BUFFER_BYTES)
            .setMaxBackgroundJobs(2)
            .setTableFormatConfig(
                new BlockBasedTableConfig().setBlockCache(cache).setFilterPolicy(bloom));
        rocks = RocksDB.open(options, directory.toString());
      } catch (RocksDBException | IOException e) {
        throw failed(e);
      }
    }

    private static IllegalStateException failed(Exception e) {
      return new IllegalStateException(
          "the changes cannot be kept on disk while they are folded: give --spool a directory with room ("
              + e.getMessage()
              + ")",
          e);
    }

    private static byte[] keyOf(int store, String key) {
      byte[] text = key.getBytes(StandardCharsets.UTF_8);
      byte[] bytes = new byte[PREFIX + text.length];
      number(store, bytes);
      System.arraycopy(text, 0, bytes, PREFIX, text.length);
      return bytes;
    }

    private static byte[] number(int store, byte[] bytes) {
      for (int i = 0; i < PREFIX; i++) {
        bytes[i] = (byte) (store >>> 8 * (PREFIX - 1 - i));
      }
      return bytes;
    }

    String get(int store, String key) {
      try {
        byte[] value = rocks.get(keyOf(store, key));
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
      } catch (RocksDBException e) {
        throw failed(e);
      }
    }

    void put(int store, String key, String text) {
      try {
        rocks.put(unlogged, keyOf(store, key), text.getBytes(StandardCharsets.UTF_8));
      } catch (RocksDBException e) {
        throw failed(e);
      }
    }

    void delete(int store, String key) {
      try {
        rocks.delete(unlogged, keyOf(store, key));
      } catch (RocksDBException e) {
        throw failed(e);
      }
    }

    void clear(int store) {
      try {
        rocks.deleteRange(
            unlogged, number(store, new byte[PREFIX]), number(store + 1, new byte[PREFIX]));
      } catch (RocksDBException e) {
        throw failed(e);
      }
    }

    boolean isEmpty(int store) {
      try (var keys = rocks.newIterator()) {
        keys.seek(number(store, new byte[PREFIX]));
        return !isOf(store, keys);
      }
    }

    void forEach(int store, BiConsumer<String, String> visitor) {
      try (var keys = rocks.newIterator()) {
        for (keys.seek(number(store, new byte[PREFIX])); isOf(store, keys); keys.next()) {
          byte[] key = keys.key();
          visitor.accept(
              new String(key, PREFIX, key.length - PREFIX, StandardCharsets.UTF_8),
              new String(keys.value(), StandardCharsets.UTF_8));
        }
        keys.status();
      } catch (RocksDBException e) {
        throw failed(e);
      }
    }

    private static boolean isOf(int store, org.rocksdb.RocksIterator keys) {
      if (!keys.isValid()) {
        return false;
      }
      byte[] key = keys.key();
      byte[] prefix = number(store, new byte[PREFIX]);
      return java.util.Arrays.equals(key, 0, PREFIX, prefix, 0, PREFIX);
    }

    @Override
    public void close() throws IOException {
      rocks.close();
      unlogged.close();
      options.close();
      bloom.close();
      cache.close();
      try (Stream<Path> files = Files.walk(directory)) {
        Iterator<Path> all = files.sorted(Comparator.reverseOrder()).iterator();
        while (all.hasNext()) {
          Files.deleteIfExists(all.next());
        }
      }
    }
  }
}
