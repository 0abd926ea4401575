package io.holdfast.sandbox;

import java.net.URISyntaxException;
import java.nio.file.Path;

/**
 * The directory where the sandbox was built, {@code target}: it holds what is too big for the class
 * path.
 */
final class BuildOutput {

  private BuildOutput() {}

  static Path directory() {
    try {
      return Path.of(BuildOutput.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a code source that is no URI", e);
    }
  }
}
