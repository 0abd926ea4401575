package io.holdfast.runtime.rules;

import io.holdfast.runtime.config.Reference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The generated page {@code ops/docs/reference/<app>.md} says what the code says. */
public final class ReferencePage {

  private ReferencePage() {}

  /**
   * Compares the page in the repository with what the record says.
   *
   * @throws AssertionError when the page is absent or old; {@code -Dreference.write=true} writes it
   */
  public static void check(String app, Class<? extends Record> config) {
    Path page = root().resolve("ops/docs/reference").resolve(app + ".md");
    String current = Reference.markdown(app, config);
    try {
      if (Boolean.getBoolean("reference.write")) {
        Files.createDirectories(page.getParent());
        Files.writeString(page, current);
      }
      String kept = Files.exists(page) ? Files.readString(page) : "";
      if (!kept.equals(current)) {
        throw new AssertionError(
            page + " is not what the code says: run the test with -Dreference.write=true");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The repository: the nearest folder upwards that has both a LICENSE and ops. */
  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null) {
      if (Files.exists(folder.resolve("LICENSE")) && Files.isDirectory(folder.resolve("ops"))) {
        return folder;
      }
      folder = folder.getParent();
    }
    throw new AssertionError("run this from within the repository");
  }
}
