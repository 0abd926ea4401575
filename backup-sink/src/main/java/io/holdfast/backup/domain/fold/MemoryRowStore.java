package io.holdfast.backup.domain.fold;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Rows in memory. */
final class MemoryRowStore implements RowStore {

  private final Map<ByteBuffer, byte[]> rows = new HashMap<>();

  @Override
  public boolean contains(byte[] key) {
    return rows.containsKey(ByteBuffer.wrap(key));
  }

  @Override
  public byte[] get(byte[] key) {
    return rows.get(ByteBuffer.wrap(key));
  }

  @Override
  public void put(byte[] key, byte[] bytes) {
    rows.put(ByteBuffer.wrap(key), bytes);
  }

  @Override
  public byte[] remove(byte[] key) {
    return rows.remove(ByteBuffer.wrap(key));
  }

  @Override
  public void clear() {
    rows.clear();
  }

  @Override
  public long size() {
    return rows.size();
  }

  @Override
  public void forEach(BiConsumer<byte[], byte[]> visitor) {
    rows.forEach((key, bytes) -> visitor.accept(key.array(), bytes));
  }
}
