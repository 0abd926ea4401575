package io.holdfast.backup.chain;

import io.holdfast.backup.format.Layout;
import io.holdfast.backup.format.Sha256;
import io.holdfast.backup.seal.Keyset;
import io.holdfast.backup.store.ObjectStore;
import io.holdfast.records.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The objects of a chain, from whichever store has a good copy. Nothing is used that was not
 * hashed; what is encrypted is opened after that.
 */
public final class ChainObjects {

  private final String directory;
  private final List<ObjectStore> stores;
  private final Path spool;
  private final Optional<Keyset> keys;

  /**
   * @param keys what encrypted objects are opened with
   */
  ChainObjects(StoredChain chain, List<ObjectStore> stores, Path spool, Optional<Keyset> keys) {
    this.keys = keys;
    this.directory = Layout.chain(chain.database(), chain.id());
    this.stores = List.copyOf(stores);
    this.spool = spool;
  }

  /** What is done with a good copy. */
  @FunctionalInterface
  public interface Use {
    void of(Path file) throws IOException, java.sql.SQLException;
  }

  /**
   * Fetches an object, checks it, and has it used.
   *
   * @throws DamagedChainException when no store has a good copy
   */
  public void use(StoredObject object, Use use) throws IOException, java.sql.SQLException {
    Path file = fetch(object);
    try {
      use.of(file);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** A small object as a whole. */
  public byte[] read(StoredObject object) throws IOException {
    Path file = fetch(object);
    try {
      return Files.readAllBytes(file);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private Path fetch(StoredObject object) throws IOException {
    Files.createDirectories(spool);
    Path file = Files.createTempFile(spool, "object-", ".tmp");
    List<String> reasons = new ArrayList<>();
    for (ObjectStore store : stores) {
      try (InputStream in = store.open(directory + object.getName())) {
        Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        if (isGood(file, object)) {
          return object.getSealedWith() == 0 ? file : opened(file, object);
        }
        reasons.add(store.name() + ": other bytes than the manifest says");
      } catch (KeyMissingException e) {
        throw e;
      } catch (IOException e) {
        reasons.add(store.name() + ": " + e);
      }
    }
    Files.deleteIfExists(file);
    throw new DamagedChainException(
        "no store has a good copy of %s (%s)"
            .formatted(object.getName(), String.join("; ", reasons)));
  }

  private Path opened(Path sealed, StoredObject object) throws IOException {
    try {
      long key = object.getSealedWith();
      if (keys.isEmpty() || !keys.get().keys().contains(key)) {
        throw new KeyMissingException(
            "%s is encrypted with key %d, and %s"
                .formatted(
                    object.getName(),
                    key,
                    keys.isEmpty()
                        ? "no keyset was given"
                        : "the keyset has only " + keys.get().keys()));
      }
      Path plain = Files.createTempFile(spool, "object-", ".plain");
      keys.get().open(sealed, plain, directory);
      return plain;
    } finally {
      Files.deleteIfExists(sealed);
    }
  }

  private static boolean isGood(Path file, StoredObject object) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(Sha256.of(in), Sha256.bytes(object.getSha256()));
    }
  }
}
