package io.holdfast.agent.state;

import io.holdfast.agent.domain.Incarnation;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The directory of one agent, locked while it is open. Opening it begins a new incarnation, which
 * is on disk before anything else happens.
 */
public final class StateDirectory implements AutoCloseable {

  private final Path directory;
  private final FileChannel lockFile;
  private final FileLock lock;
  private final Optional<Incarnation> former;
  private final Identity identity;
  private final Journal journal;

  private StateDirectory(Path directory, FileChannel lockFile, FileLock lock, Birth birth)
      throws IOException {
    this.directory = directory;
    this.lockFile = lockFile;
    this.lock = lock;
    Optional<Identity> stored = Identity.read(directory);
    if (stored.isPresent() && !stored.get().node().equals(birth.node())) {
      throw new IOException(
          "%s belongs to node %s, not %s: give each node a state directory of its own"
              .formatted(directory, stored.get().node(), birth.node()));
    }
    this.former = stored.map(Identity::incarnation);
    this.identity = Identity.next(stored, birth.node(), birth.bootId(), birth.epochMillis());
    identity.write(directory);
    this.journal = Journal.open(directory.resolve(Journal.FILE));
  }

  /**
   * What an incarnation begins with.
   *
   * @param node node id
   * @param bootId the kernel's boot id
   * @param epochMillis the wall clock
   */
  public record Birth(String node, String bootId, long epochMillis) {}

  /**
   * Opens the directory, creating it where needed.
   *
   * @throws IOException whose message is one sentence that says what is wrong and what to do
   */
  public static StateDirectory open(Path directory, Birth birth) throws IOException {
    FileChannel lockFile;
    try {
      Files.createDirectories(directory);
      lockFile =
          FileChannel.open(
              directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new IOException(
          "cannot write in %s (%s): set state-directory to a directory that this user may write"
              .formatted(directory, e),
          e);
    }
    try {
      FileLock lock = tryLock(lockFile);
      if (lock == null) {
        throw new IOException(
            "%s is in use by another agent: stop that one, or set state-directory to another"
                .formatted(directory));
      }
      return new StateDirectory(directory, lockFile, lock, birth);
    } catch (IOException | RuntimeException e) {
      lockFile.close();
      throw e;
    }
  }

  private static FileLock tryLock(FileChannel lockFile) throws IOException {
    try {
      return lockFile.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held within this process: the same answer as from another
    }
  }

  public Path path() {
    return directory;
  }

  /** The incarnation that began when the directory was opened. */
  public Incarnation incarnation() {
    return identity.incarnation();
  }

  /** The incarnation before it. */
  public Optional<Incarnation> former() {
    return former;
  }

  /** Random mark of this directory. */
  public String cookie() {
    return identity.cookie();
  }

  public Journal journal() {
    return journal;
  }

  @Override
  public void close() throws IOException {
    journal.close();
    lock.release();
    lockFile.close();
  }
}
