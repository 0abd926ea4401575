package io.holdfast.backup.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files as the first version wrote them. They never change: what reads them has to go on to. */
public final class Golden {

  private static final Path DIRECTORY =
      Path.of("src/test/resources/io/holdfast/backup/format").toAbsolutePath();

  private Golden() {}

  /**
   * The bytes of a file.
   *
   * @param now what this version writes; with `-Dholdfast.write` a file that is not there yet
   */
  public static byte[] file(String name, byte[] now) throws IOException {
    Path file = DIRECTORY.resolve(name);
    if (System.getProperty("holdfast.write") != null && !Files.exists(file)) {
      Files.write(file, now);
    }
    return Files.readAllBytes(file);
  }
}
