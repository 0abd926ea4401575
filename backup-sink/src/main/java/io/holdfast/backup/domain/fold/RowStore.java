package io.holdfast.backup.domain.fold;

import java.util.function.BiConsumer;

/**
 * Texts by key, each with a note: where a fold keeps what changed, which may be more than memory
 * holds. One writer; after the last write any number of readers.
 */
public interface RowStore {

  /**
   * What is kept of a key.
   *
   * @param note few bytes about the text, often none
   */
  record Kept(byte[] note, byte[] text) {

    private static final byte[] NONE = {};

    /** A text about which there is nothing to note. */
    public static Kept of(byte[] text) {
      return new Kept(NONE, text);
    }
  }

  boolean contains(byte[] key);

  /** What is kept of a key; null when there is none. */
  Kept get(byte[] key);

  void put(byte[] key, Kept kept);

  /** Removes a key and returns what was kept of it; null when there was none. */
  Kept remove(byte[] key);

  void clear();

  default boolean isEmpty() {
    return size() == 0;
  }

  /** How many keys. */
  long size();

  /** Visits all keys, in any order. */
  void forEach(BiConsumer<byte[], Kept> visitor);

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

    /** Where fields go that are too long to be held. */
    LongTexts longTexts();

    /** Stores in memory. */
    static Factory inMemory() {
      return new MemoryRowStores();
    }
  }
}
