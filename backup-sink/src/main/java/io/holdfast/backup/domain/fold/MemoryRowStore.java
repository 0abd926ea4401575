package io.holdfast.backup.domain.fold;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Rows in memory. */
final class MemoryRowStore implements RowStore {

  private final Map<String, byte[]> rows = new HashMap<>();

  @Override
  public boolean contains(String key) {
    return rows.containsKey(key);
  }

  @Override
  public byte[] get(String key) {
    return rows.get(key);
  }

  @Override
  public void put(String key, byte[] bytes) {
    rows.put(key, bytes);
  }

  @Override
  public byte[] remove(String key) {
    return rows.remove(key);
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
  public void forEach(BiConsumer<String, byte[]> visitor) {
    rows.forEach(visitor);
  }
}
