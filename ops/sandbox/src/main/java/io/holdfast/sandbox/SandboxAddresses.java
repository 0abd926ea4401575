package io.holdfast.sandbox;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Properties;

/**
 * Where a running sandbox listens, as commands in another terminal find it: in {@code
 * addresses.properties} in its directory, and, for the newest sandbox of this user, in the file
 * that {@link #wellKnown} names.
 *
 * <p>What is empty is not part of that sandbox.
 */
public record SandboxAddresses(
    Path directory,
    Optional<String> bootstrapServers,
    Optional<String> registryUrl,
    Optional<String> postgresUrl) {

  private static final String DIRECTORY = "directory";
  private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
  private static final String REGISTRY_URL = "schema.registry.url";
  private static final String POSTGRES_URL = "postgres.url";

  /** The newest sandbox of this user that is still there. */
  public static Optional<SandboxAddresses> find() {
    Path file = wellKnown();
    try {
      if (!Files.getOwner(file).getName().equals(System.getProperty("user.name"))) {
        return Optional.empty();
      }
      var properties = new Properties();
      try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        properties.load(reader);
      }
      return Optional.of(
          new SandboxAddresses(
              Path.of(properties.getProperty(DIRECTORY)),
              Optional.ofNullable(properties.getProperty(BOOTSTRAP_SERVERS)),
              Optional.ofNullable(properties.getProperty(REGISTRY_URL)),
              Optional.ofNullable(properties.getProperty(POSTGRES_URL))));
    } catch (NoSuchFileException noneRuns) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** {@code holdfast-sandbox-USER} in {@code $XDG_RUNTIME_DIR}, {@code $TMPDIR} or {@code /tmp}. */
  static Path wellKnown() {
    String directory = System.getenv("XDG_RUNTIME_DIR");
    if (directory == null || directory.isEmpty()) {
      directory = System.getenv().getOrDefault("TMPDIR", "/tmp");
    }
    return Path.of(directory, "holdfast-sandbox-" + System.getProperty("user.name"));
  }

  /** Writes both files; the well-known one goes when this JVM ends in any way. */
  void publish() {
    write(directory.resolve("addresses.properties"));
    Reaper.get().deleteAtExit(wellKnown());
    write(wellKnown());
  }

  /** Removes the well-known file if it still names this sandbox. */
  void withdraw() {
    try {
      if (find().filter(this::equals).isPresent()) {
        Files.deleteIfExists(wellKnown());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + wellKnown(), e);
    }
  }

  private void write(Path file) {
    var text = new StringBuilder();
    line(text, DIRECTORY, Optional.of(directory.toString()));
    line(text, BOOTSTRAP_SERVERS, bootstrapServers);
    line(text, REGISTRY_URL, registryUrl);
    line(text, POSTGRES_URL, postgresUrl);
    try {
      Path partial =
          Files.createTempFile(
              file.toAbsolutePath().getParent(),
              file.getFileName().toString(),
              null,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(partial, text);
      Files.move(
          partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private static void line(StringBuilder text, String key, Optional<String> value) {
    value.ifPresent(
        present -> text.append(key).append('=').append(present.replace("\\", "\\\\")).append('\n'));
  }
}
