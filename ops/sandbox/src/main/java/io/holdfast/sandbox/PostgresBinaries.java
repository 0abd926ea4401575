package io.holdfast.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked once from the class path into the build's output. */
final class PostgresBinaries {

  private static final Map<String, String> ARCHIVES =
      Map.of("amd64", "/postgres-linux-x86_64.txz", "aarch64", "/postgres-linux-arm_64.txz");

  private PostgresBinaries() {}

  /** The directory that has {@code bin}, {@code lib} and {@code share}. */
  static synchronized Path directory() {
    Path target = BuildOutput.directory().resolve("postgres");
    try (FileChannel lock =
        FileChannel.open(
            target.resolveSibling("postgres.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE)) {
      lock.lock();
      if (!Files.exists(target)) {
        Path partial = Files.createTempDirectory(target.getParent(), "postgres-");
        unpack(partial);
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
      }
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unpack PostgreSQL into " + target, e);
    }
  }

  /** A copy that every user may run, in a temporary directory that goes when this JVM ends. */
  static Path forEveryone() {
    return ForEveryone.DIRECTORY;
  }

  private static final class ForEveryone {

    static final Path DIRECTORY = create();

    private static Path create() {
      try {
        Path directory = Files.createTempDirectory("holdfast-postgres-");
        Reaper.get().deleteAtExit(directory);
        unpack(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        return directory;
      } catch (IOException e) {
        throw new UncheckedIOException("cannot unpack PostgreSQL for everyone", e);
      }
    }
  }

  private static void unpack(Path directory) throws IOException {
    String architecture = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    try (InputStream archive = open(architecture)) {
      Process tar =
          new ProcessBuilder("tar", "-x", "-C", directory.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (OutputStream input = tar.getOutputStream()) {
        new XZInputStream(archive).transferTo(input);
      }
      int exit = tar.waitFor();
      if (exit != 0) {
        throw new SandboxException(
            "tar ended with exit code " + exit + " while unpacking PostgreSQL");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxException("interrupted while unpacking PostgreSQL", e);
    }
  }

  private static InputStream open(String architecture) {
    String name = ARCHIVES.get(architecture);
    InputStream archive = name == null ? null : PostgresBinaries.class.getResourceAsStream(name);
    if (archive == null) {
      throw new SandboxException(
          "no PostgreSQL for "
              + architecture
              + " on the class path: the sandbox brings it for Linux on "
              + String.join(" and ", ARCHIVES.keySet()));
    }
    return archive;
  }
}
