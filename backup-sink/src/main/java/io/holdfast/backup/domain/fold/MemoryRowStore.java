package io.holdfast.backup.domain.fold;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Rows in memory. */
final class MemoryRowStore implements RowStore {

  private final Map<ByteBuffer, Kept> rows = new HashMap<>();

  @Override
  public boolean contains(byte[] key) {
    return rows.containsKey(ByteBuffer.wrap(key));
  }

  @Override
  public Kept get(byte[] key) {
    return rows.get(ByteBuffer.wrap(key));
  }

  @Override
  public void put(byte[] key, Kept kept) {
    rows.put(ByteBuffer.wrap(key), kept);
  }

  @Override
  public Kept remove(byte[] key) {
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
  public void forEach(BiConsumer<byte[], Kept> visitor) {
    rows.forEach((key, kept) -> visitor.accept(key.array(), kept));
  }
}
