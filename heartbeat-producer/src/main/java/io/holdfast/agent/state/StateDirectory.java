package io.holdfast.agent.state;

import io.holdfast.agent.domain.Incarnation;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * The directory of one agent, locked while it is open. Opening it begins a new incarnation, which
 * is on disk before anything else happens, unless the process before handed its own over.
 */
public final class StateDirectory implements AutoCloseable {

  private final Path directory;
  private final FileChannel lockFile;
  private final FileLock lock;
  private final Optional<Incarnation> former;
  private final Optional<Handover> handover;
  private final Journal journal;
  private volatile Identity identity;

  private StateDirectory(
      Path directory,
      FileChannel lockFile,
      FileLock lock,
      Birth birth,
      BiPredicate<Handover, List<Launch>> isAcceptable)
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
    this.journal = Journal.open(directory.resolve(Journal.FILE));
    this.handover =
        Handover.take(directory)
            .filter(
                h -> stored.isPresent() && stored.get().incarnation().number() == h.incarnation())
            .filter(h -> h.bootId().equals(birth.bootId()))
            .filter(h -> isAcceptable.test(h, journal.launches()));
    if (handover.isPresent()) {
      this.identity = stored.orElseThrow();
    } else {
      this.identity = Identity.next(stored, birth.node(), birth.bootId(), birth.epochMillis());
      identity.write(directory);
    }
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
   * @param isAcceptable whether the incarnation that is handed over can go on with what it launched
   * @throws IOException whose message is one sentence that says what is wrong and what to do
   */
  public static StateDirectory open(
      Path directory, Birth birth, BiPredicate<Handover, List<Launch>> isAcceptable)
      throws IOException {
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
      return new StateDirectory(directory, lockFile, lock, birth, isAcceptable);
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

  /** The incarnation that this agent is. */
  public Incarnation incarnation() {
    return identity.incarnation();
  }

  /** Begins the next incarnation, of this number or more; it is on disk when this returns. */
  public Incarnation succeed(String bootId, long least) throws IOException {
    Identity next = identity.successor(bootId, least);
    next.write(directory);
    identity = next;
    return next.incarnation();
  }

  /** Leaves the incarnation to the process that opens the directory next. */
  public void handOver(Handover to) throws IOException {
    to.write(directory);
  }

  /** What the process before handed over, if it did and that could be accepted. */
  public Optional<Handover> handover() {
    return handover;
  }

  /** The incarnation that was found when the directory was opened. */
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
