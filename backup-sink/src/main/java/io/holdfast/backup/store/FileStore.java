package io.holdfast.backup.store;

import io.holdfast.backup.format.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A store in a directory, on a disk or a file system of the network that has hard links.
 *
 * <p>Put: temporary file, fsync, {@code link(2)} to the name (which fails when it is taken), fsync
 * of the directory. A crash leaves at most a temporary file in {@code .incoming}. A directory
 * without {@code .incoming} is not the store: its file system is not mounted.
 */
public final class FileStore implements ObjectStore {

  private static final String INCOMING = ".incoming";

  /** An empty file fits on a full disk: a probe takes a block. */
  private static final int PROBE_BYTES = 4096;

  /** An object that nobody wrote to for so long is not being written any more. */
  private static final Duration ABANDONED = Duration.ofDays(1);

  private final String name;
  private final Path root;

  public FileStore(String name, Path root) {
    this.name = name;
    this.root = root.toAbsolutePath().normalize();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void prepare() throws IOException {
    try {
      createDirectories(root.resolve(INCOMING));
      removeAbandoned();
      probe();
    } catch (IOException e) {
      throw new IOException(
          "store %s cannot be written: make directory %s writable for this user, or name another (%s)"
              .formatted(name, root, e),
          e);
    }
  }

  /** What somebody who died was writing; others may be writing now. */
  private void removeAbandoned() throws IOException {
    Instant before = Instant.now().minus(ABANDONED);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(root.resolve(INCOMING))) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (NoSuchFileException doneByItsWriter) {
      return;
    }
  }

  /** A directory that is made where another should be mounted would be taken for it. */
  @Override
  public void examine() throws IOException {
    requireRoot();
    probe();
  }

  @Override
  public void probe() throws IOException {
    Path probe = incoming(new byte[PROBE_BYTES]);
    Path linked = temporary();
    try {
      sync(probe);
      Files.createLink(linked, probe);
    } catch (UnsupportedOperationException e) {
      throw new IOException("no hard links in the file system of " + root, e);
    } finally {
      Files.deleteIfExists(linked);
      Files.delete(probe);
    }
  }

  @Override
  public void put(String object, Path content) throws IOException {
    Path target = resolve(object);
    if (Files.exists(target)) {
      requireSame(object, target, content);
      sync(target.getParent());
      return;
    }
    Path temporary = temporary();
    try {
      Files.copy(content, temporary, StandardCopyOption.REPLACE_EXISTING);
      publish(object, temporary);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  @Override
  public void put(String object, byte[] content) throws IOException {
    Path temporary = incoming(content);
    try {
      publish(object, temporary);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private Path incoming(byte[] content) throws IOException {
    Path temporary = temporary();
    try (FileChannel file =
        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        file.write(buffer);
      }
      return temporary;
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
  }

  private Path temporary() {
    return root.resolve(INCOMING).resolve(UUID.randomUUID().toString());
  }

  private void publish(String object, Path temporary) throws IOException {
    requireRoot();
    sync(temporary);
    Path target = resolve(object);
    createBelowRoot(target.getParent());
    try {
      Files.createLink(target, temporary);
    } catch (FileAlreadyExistsException taken) {
      requireSame(object, target, temporary);
    }
    sync(target.getParent());
  }

  private void requireSame(String object, Path target, Path temporary) throws IOException {
    try (InputStream there = Files.newInputStream(target);
        InputStream ours = Files.newInputStream(temporary)) {
      if (!Arrays.equals(Sha256.of(there), Sha256.of(ours))) {
        throw ForkedStoreException.of(name, object);
      }
    }
  }

  @Override
  public InputStream open(String object) throws IOException {
    return Files.newInputStream(resolve(object));
  }

  @Override
  public List<String> list(String prefix) throws IOException {
    requireRoot();
    Path directory = resolve(prefix);
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .sorted()
          .toList();
    } catch (NoSuchFileException none) {
      return List.of();
    }
  }

  @Override
  public List<String> directories(String prefix) throws IOException {
    requireRoot();
    Path directory = prefix.isEmpty() ? root : resolve(prefix);
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(Files::isDirectory)
          .map(entry -> entry.getFileName().toString())
          .filter(entry -> !entry.equals(INCOMING))
          .sorted()
          .toList();
    } catch (NoSuchFileException none) {
      return List.of();
    }
  }

  /**
   * An absent directory is an empty store only where the store itself is there, as {@link #prepare}
   * left it.
   */
  private void requireRoot() throws IOException {
    if (!Files.isDirectory(root.resolve(INCOMING))) {
      throw new NotDirectoryException(
          "store " + name + " is away: there is no directory " + root.resolve(INCOMING));
    }
  }

  private Path resolve(String object) throws IOException {
    Path path = root.resolve(object).normalize();
    if (!path.startsWith(root) || path.equals(root)) {
      throw new IOException("'" + object + "' is not a name below store " + name);
    }
    return path;
  }

  private void createDirectories(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    if (!directory.equals(root)) {
      createDirectories(directory.getParent());
    }
    Files.createDirectories(directory);
    if (directory.getParent() != null) {
      sync(directory.getParent());
    }
  }

  /** What is not mounted any more is away: it is not made where it was. */
  private void createBelowRoot(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    requireRoot();
    createBelowRoot(directory.getParent());
    try {
      Files.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      requireDirectory(directory, e);
    }
    sync(directory.getParent());
  }

  /** Another may have made it meanwhile. */
  private static void requireDirectory(Path path, FileAlreadyExistsException otherwise)
      throws FileAlreadyExistsException {
    if (!Files.isDirectory(path)) {
      throw otherwise;
    }
  }

  private static void sync(Path path) throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      file.force(true);
    }
  }
}
