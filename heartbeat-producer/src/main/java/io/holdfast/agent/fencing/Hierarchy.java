package io.holdfast.agent.fencing;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the agent may make control groups: below its own, in the hierarchy of version 2. */
final class Hierarchy {

  private static final Path SELF = Path.of("/proc/self");

  private final Path base;

  private Hierarchy(Path base) {
    this.base = base;
  }

  /**
   * Finds it and tries it out.
   *
   * @param configured where to make them instead
   * @throws IOException whose message says in words why none can be made or killed
   */
  static Hierarchy find(Optional<Path> configured) throws IOException {
    Path base = configured.isPresent() ? configured.get() : ownGroup();
    ControlGroup trial =
        new ControlGroup(base.resolve("holdfast-trial-" + ProcessHandle.current().pid()));
    try {
      trial.create();
    } catch (IOException e) {
      throw new IOException(
          "no control group can be made in %s (%s)".formatted(base, e.getClass().getSimpleName()),
          e);
    }
    boolean canBeKilled = trial.canBeKilled();
    boolean canBeEntered = canBeKilled && canBeEntered(trial);
    trial.remove();
    if (!canBeKilled) {
      throw new IOException("control groups in " + base + " have no cgroup.kill (Linux 5.14)");
    }
    if (!canBeEntered) {
      throw new IOException("no process can be moved into control groups in " + base);
    }
    return new Hierarchy(base);
  }

  private static boolean canBeEntered(ControlGroup trial) throws IOException {
    try {
      return new ProcessBuilder(
                  "/bin/sh", "-c", "echo $$ >\"$0\"", trial.directory() + "/cgroup.procs")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  ControlGroup group(String name) {
    return new ControlGroup(base.resolve(name));
  }

  /** Those whose name begins like this. */
  List<ControlGroup> groups(String beginning) throws IOException {
    List<ControlGroup> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(base, beginning + "*")) {
      all.forEach(path -> found.add(new ControlGroup(path)));
    } catch (NoSuchFileException e) {
      return List.of();
    }
    return found;
  }

  private static Path ownGroup() throws IOException {
    Path mount =
        mountPoint(Files.readAllLines(SELF.resolve("mountinfo")))
            .orElseThrow(() -> new IOException("no cgroup2 file system is mounted"));
    String own =
        Files.readAllLines(SELF.resolve("cgroup")).stream()
            .filter(line -> line.startsWith("0::/"))
            .map(line -> line.substring("0::/".length()))
            .findFirst()
            .orElse("");
    Path group = mount.resolve(own);
    return Files.isDirectory(group) ? group : mount;
  }

  /** Also the one of hybrid systems, {@code /sys/fs/cgroup/unified}. See proc_pid_mountinfo(5). */
  static Optional<Path> mountPoint(List<String> mountinfo) {
    return mountinfo.stream()
        .filter(line -> line.contains(" - cgroup2 "))
        .map(line -> line.split(" ")[4])
        .map(Path::of)
        .findFirst();
  }
}
