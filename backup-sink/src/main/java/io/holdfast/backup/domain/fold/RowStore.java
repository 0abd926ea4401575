package io.holdfast.backup.domain.fold;

import java.util.function.BiConsumer;

/**
 * Text by key: where a fold keeps what changed, which may be more than memory holds. One writer;
 * after the last write any number of readers.
 */
public interface RowStore {

  boolean contains(String key);

  /** The text of a key; null when there is none. */
  String get(String key);

  void put(String key, String text);

  /** Removes a key and returns its text; null when there was none. */
  String remove(String key);

  void clear();

  default boolean isEmpty() {
    return size() == 0;
  }

  /** How many keys. */
  long size();

  /** Visits all keys, in any order. */
  void forEach(BiConsumer<String, String> visitor);

  /** Makes the stores of a fold. */
  interface Factory {

    /**
     * A new, empty store.
     *
     * @param name unique in a fold
     */
    RowStore open(String name);

    /** Between two writes: a chance to give back what is not needed any more. */
    default void tidy() {}

    /** Stores in memory. */
    static Factory inMemory() {
      return name -> new MemoryRowStore();
    }
  }
}
