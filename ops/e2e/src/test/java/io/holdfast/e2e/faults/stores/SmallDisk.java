package io.holdfast.e2e.faults.stores;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A file system with little room, mounted over a directory. */
final class SmallDisk implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path directory;
  private final boolean mounted;

  /**
   * Mounts one, where that is allowed.
   *
   * @param size as tmpfs takes it
   */
  SmallDisk(Path directory, String size) throws IOException, InterruptedException {
    this.directory = Files.createDirectories(directory);
    this.mounted =
        succeeds("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", directory.toString());
    if (!mounted) {
      System.out.println("stores: nothing can be mounted here, so no disk is filled");
    }
  }

  /** Whether there is one: else its directory is on the disk that it was on before. */
  boolean isMounted() {
    return mounted;
  }

  /** Takes all the room that is left. */
  void fill() throws IOException {
    try (OutputStream ballast = Files.newOutputStream(ballast())) {
      while (true) {
        ballast.write(new byte[1 << 10]);
      }
    } catch (IOException full) {
      if (!full.getMessage().contains("No space left")) {
        throw full;
      }
    }
  }

  /** Gives the room back. */
  void empty() throws IOException {
    Files.delete(ballast());
  }

  private Path ballast() {
    return directory.resolve("ballast");
  }

  @Override
  public void close() throws IOException, InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (mounted && !succeeds("umount", directory.toString())) {
      if (System.nanoTime() > until) {
        throw new IllegalStateException(directory + " is in use and cannot be unmounted");
      }
      Thread.sleep(20); // something is being written there
    }
  }

  private static boolean succeeds(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }
}
