package io.holdfast.backup.run;

import io.holdfast.backup.config.BackupConfig;
import io.holdfast.runtime.Reason;
import io.holdfast.runtime.StartRefusedException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The directory where a process keeps what is not in the stores yet. Nothing in it outlives the
 * process.
 */
final class Spool {

  private Spool() {}

  /**
   * Makes the directory of this process, and removes those of processes that are gone.
   *
   * @throws StartRefusedException when it cannot be written
   */
  static Path of(BackupConfig config) {
    Path parent = config.sink().spool().orElse(Path.of(System.getProperty("java.io.tmpdir")));
    String prefix = "holdfast-" + config.database() + "-";
    try {
      Files.createDirectories(parent);
      try (DirectoryStream<Path> old = Files.newDirectoryStream(parent, prefix + "*")) {
        for (Path directory : old) {
          if (isOfNobody(directory.getFileName().toString().substring(prefix.length()))) {
            delete(directory);
          }
        }
      }
      Path spool = Files.createDirectories(parent.resolve(prefix + ProcessHandle.current().pid()));
      spool.toFile().deleteOnExit();
      return spool;
    } catch (IOException e) {
      throw new StartRefusedException(
          Reason.STORAGE,
          "directory %s cannot be written (%s): set sink.spool".formatted(parent, e),
          e);
    }
  }

  private static boolean isOfNobody(String pid) {
    return pid.matches("\\d{1,10}") && ProcessHandle.of(Long.parseLong(pid)).isEmpty();
  }

  private static void delete(Path directory) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(directory);
  }
}
