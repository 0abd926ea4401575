package io.holdfast.backup.domain.fold;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Rows in memory. */
final class MemoryRowStore implements RowStore {

  private final Map<String, String> rows = new HashMap<>();

  @Override
  public boolean contains(String key) {
    return rows.containsKey(key);
  }

  @Override
  public String get(String key) {
    return rows.get(key);
  }

  @Override
  public void put(String key, String text) {
    rows.put(key, text);
  }

  @Override
  public String remove(String key) {
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
  public void forEach(BiConsumer<String, String> visitor) {
    rows.forEach(visitor);
  }
}
