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
    return classes().getParent();
  }

  /** The sandbox's own classes: a directory or a jar. */
  static Path classes() {
    try {
      return Path.of(BuildOutput.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a code source that is no URI", e);
    }
  }
}
