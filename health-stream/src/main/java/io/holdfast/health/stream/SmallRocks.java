package io.holdfast.health.stream;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;

/**
 * RocksDB for stores that hold a few chunks, written every few seconds and read once in a life: no
 * memory to speak of.
 */
public final class SmallRocks implements RocksDBConfigSetter {

  private static final long WRITE_BUFFER = 2L << 20;

  @Override
  public void setConfig(String store, Options options, Map<String, Object> configs) {
    options.setWriteBufferSize(WRITE_BUFFER);
    options.setMaxWriteBufferNumber(2);
    if (options.tableFormatConfig() instanceof BlockBasedTableConfig table) {
      table.setNoBlockCache(true);
      options.setTableFormatConfig(table);
    }
  }

  @Override
  public void close(String store, Options options) {
    // nothing was made here that would have to be closed
  }
}
