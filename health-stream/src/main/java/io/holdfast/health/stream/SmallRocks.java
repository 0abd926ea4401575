package io.holdfast.health.stream;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;

/**
 * RocksDB for stores that hold a few chunks, written every few seconds and read once in a life: no
 * memory to speak of. There is a block cache all the same, because Streams' meters ask each store
 * for its.
 */
public final class SmallRocks implements RocksDBConfigSetter {

  private static final long WRITE_BUFFER = 2L << 20;
  private static final long CACHE = 64L << 10;

  private final Cache cache = new LRUCache(CACHE);

  @Override
  public void setConfig(String store, Options options, Map<String, Object> configs) {
    options.setWriteBufferSize(WRITE_BUFFER);
    options.setMaxWriteBufferNumber(2);
    if (options.tableFormatConfig() instanceof BlockBasedTableConfig table) {
      table.setBlockCache(cache);
      options.setTableFormatConfig(table);
    }
  }

  @Override
  public void close(String store, Options options) {
    cache.close();
  }
}
