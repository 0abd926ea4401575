package io.holdfast.agent.fencing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A control group, version 2 (cgroups(7)). One that was removed holds nothing and cannot be
 * entered.
 */
public final class ControlGroup {

  private static final long LOOK_AGAIN_MILLIS = 5;

  private final Path directory;

  public ControlGroup(Path directory) {
    this.directory = directory;
  }

  public Path directory() {
    return directory;
  }

  ControlGroup child(String name) {
    return new ControlGroup(directory.resolve(name));
  }

  /** In a group that is there; without effect where it was made before. */
  void create() throws IOException {
    try {
      Files.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory)) {
        throw e;
      }
    }
  }

  boolean canBeKilled() {
    return Files.exists(directory.resolve("cgroup.kill"));
  }

  /** Whether no process is in it or in a group below it. */
  public boolean isEmpty() throws IOException {
    try {
      return Files.readAllLines(directory.resolve("cgroup.events")).contains("populated 0");
    } catch (NoSuchFileException e) {
      return true;
    } catch (IOException e) {
      if (!Files.exists(directory)) {
        return true; // ENODEV: it was removed between open and read
      }
      throw e;
    }
  }

  /** SIGKILL to all in it and below it; what forks meanwhile does not escape. */
  public void kill() throws IOException {
    try {
      Files.write(
          directory.resolve("cgroup.kill"),
          "1".getBytes(StandardCharsets.US_ASCII),
          StandardOpenOption.WRITE);
    } catch (IOException e) {
      if (Files.exists(directory)) {
        throw e;
      }
    }
  }

  /**
   * Kills all, and removes the group, so that nothing enters it again.
   *
   * @throws IOException when something outlives SIGKILL for this long
   */
  void end(long patienceNanos) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patienceNanos;
    while (Files.exists(directory)) {
      kill();
      if (isEmpty() && remove()) {
        return;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(
            "a process in %s cannot be killed: end it by hand, or reboot".formatted(directory));
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
    }
  }

  /** Removes it with the groups below it; false when something is in one of them. */
  public boolean remove() throws IOException {
    for (Path child : children()) {
      if (!new ControlGroup(child).remove()) {
        return false;
      }
    }
    try {
      Files.deleteIfExists(directory);
      return true;
    } catch (IOException e) {
      if (!Files.exists(directory)) {
        return true;
      }
      return false; // EBUSY: somebody is in it
    }
  }

  private List<Path> children() throws IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, Files::isDirectory)) {
      all.forEach(children::add);
    } catch (NoSuchFileException e) {
      return List.of();
    }
    return children;
  }

  @Override
  public String toString() {
    return directory.toString();
  }
}
