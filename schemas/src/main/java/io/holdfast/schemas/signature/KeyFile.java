package io.holdfast.schemas.signature;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of keys, which is text. */
final class KeyFile {

  private KeyFile() {}

  /**
   * Reads all of it.
   *
   * @throws IOException whose message says in one sentence what is wrong
   */
  static String read(Path file) throws IOException {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      String why = e.getClass().getSimpleName();
      throw new IOException("the keys in " + file + " cannot be read: " + why, e);
    }
  }
}
