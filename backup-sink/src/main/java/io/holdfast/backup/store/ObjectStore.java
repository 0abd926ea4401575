package io.holdfast.backup.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * Objects by name. Names are paths with slashes. Thread-safe.
 *
 * <p>Every method throws {@link IOException} when the store does not answer, is full or refuses;
 * what was being written is then absent or complete, never in between.
 */
public interface ObjectStore {

  /** The store's name in the configuration. */
  String name();

  /**
   * Makes the store if it is new, and makes sure that objects can be written. At the start only: a
   * store that went away later is away, not new.
   *
   * @throws IOException whose message says in one sentence what to do
   */
  void prepare() throws IOException;

  /**
   * The same for a store that may be in use: where there is none, it is not made.
   *
   * @throws java.nio.file.NotDirectoryException when there is none
   */
  default void examine() throws IOException {
    prepare();
  }

  /** Makes sure that objects can be written, by writing one. */
  void probe() throws IOException;

  /**
   * Keeps the content of a file under a name, durably, unless the name is taken. Taken by the same
   * bytes is as good as written.
   *
   * @throws ForkedStoreException when the name is taken by other bytes
   */
  void put(String name, Path content) throws IOException;

  /** The same for bytes at hand. */
  void put(String name, byte[] content) throws IOException;

  /**
   * Reads an object.
   *
   * @throws java.nio.file.NoSuchFileException when there is none
   */
  InputStream open(String name) throws IOException;

  /**
   * Names of the objects that begin with a prefix ending in a slash, in order; empty when there is
   * none.
   */
  List<String> list(String prefix) throws IOException;

  /** Names that follow a prefix up to the next slash, in order: the directories in it. */
  List<String> directories(String prefix) throws IOException;

  /** An object as a whole, for small ones. */
  default byte[] read(String name) throws IOException {
    try (InputStream in = open(name)) {
      return in.readAllBytes();
    }
  }
}
