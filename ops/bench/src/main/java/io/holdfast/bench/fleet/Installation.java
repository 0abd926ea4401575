package io.holdfast.bench.fleet;

import java.nio.file.Files;
import java.nio.file.Path;

/** The runnable jars of the checkout. */
public final class Installation {

  private final Path home;

  private Installation(Path home) {
    this.home = home;
  }

  /** Where the launcher, or a test, says that the checkout is: {@code holdfast.home}. */
  public static Installation find() {
    String home = System.getProperty("holdfast.home");
    if (home == null) {
      throw new IllegalStateException("holdfast.home is not set: start it with ops/holdfast");
    }
    return new Installation(Path.of(home));
  }

  public Path jar(String module) {
    Path jar = home.resolve(module).resolve("target").resolve(module + ".jar");
    if (!Files.exists(jar)) {
      throw new IllegalStateException(jar + " was not built: run mvn package");
    }
    return jar;
  }
}
