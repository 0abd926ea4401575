package io.holdfast.health.stream;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** A store whose content outlives a crash, and that can crash at any write. */
final class CrashingStore implements KeyValueStore<byte[], byte[]> {

  /** The process is gone. */
  static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final String name;
  private final Map<Bytes, byte[]> content = new TreeMap<>();
  private int writesLeft = Integer.MAX_VALUE;

  CrashingStore(String name) {
    this.name = name;
  }

  /** Crashes at the write after so many. */
  void crashAfter(int writes) {
    writesLeft = writes;
  }

  private void write() {
    if (writesLeft-- == 0) {
      writesLeft = Integer.MAX_VALUE;
      throw new Crash();
    }
  }

  @Override
  public void put(byte[] key, byte[] value) {
    write();
    content.put(Bytes.wrap(key), value);
  }

  @Override
  public byte[] delete(byte[] key) {
    write();
    return content.remove(Bytes.wrap(key));
  }

  @Override
  public byte[] get(byte[] key) {
    return content.get(Bytes.wrap(key));
  }

  @Override
  public byte[] putIfAbsent(byte[] key, byte[] value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void putAll(List<KeyValue<byte[], byte[]>> entries) {
    throw new UnsupportedOperationException();
  }

  @Override
  public KeyValueIterator<byte[], byte[]> range(byte[] from, byte[] to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public KeyValueIterator<byte[], byte[]> all() {
    throw new UnsupportedOperationException();
  }

  @Override
  public long approximateNumEntries() {
    return content.size();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    // lives as long as the test
  }

  @Override
  public void close() {
    // lives as long as the test
  }

  @Override
  public boolean persistent() {
    return true;
  }

  @Override
  public boolean isOpen() {
    return true;
  }
}
