package io.holdfast.e2e.faults.stores;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file system with little room, mounted over a directory. */
final class SmallDisk implements AutoCloseable {

  private final Path directory;

  private SmallDisk(Path directory) {
    this.directory = directory;
  }

  /**
   * Mounts one; empty, in words, where nothing can be mounted.
   *
   * @param size as tmpfs takes it
   */
  static Optional<SmallDisk> over(Path directory, String size)
      throws IOException, InterruptedException {
    if (succeeds("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", directory.toString())) {
      return Optional.of(new SmallDisk(directory));
    }
    System.out.println("stores: nothing can be mounted here, so no disk is filled");
    return Optional.empty();
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
    while (!succeeds("umount", directory.toString())) {
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
