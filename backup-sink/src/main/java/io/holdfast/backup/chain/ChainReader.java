package io.holdfast.backup.chain;

import io.holdfast.backup.format.IndexFile;
import io.holdfast.backup.format.Layout;
import io.holdfast.backup.format.ManifestFile;
import io.holdfast.backup.format.Sha256;
import io.holdfast.backup.store.ObjectStore;
import io.holdfast.records.Manifest;
import io.holdfast.records.ManifestKind;
import io.holdfast.records.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the manifests of a chain from one store: up to the newest checkpoint from its indexes, an
 * object for each thousand, and those after it one by one. Whichever way they come, every one must
 * name the hash of the one before.
 */
final class ChainReader {

  private static final Logger log = LoggerFactory.getLogger(ChainReader.class);

  private final ObjectStore store;
  private final String database;
  private final String directory;
  private final String id;
  private final List<Manifest> manifests = new ArrayList<>();
  private byte[] previous = new byte[0];
  private byte[] newest = new byte[0];

  ChainReader(ObjectStore store, String database, String id) {
    this.store = store;
    this.database = database;
    this.directory = Layout.chain(database, id);
    this.id = id;
  }

  /** As far as the manifests are good. */
  StoredChain read() throws IOException {
    try {
      readAll();
    } catch (DamagedChainException e) {
      if (manifests.isEmpty()) {
        throw e;
      }
      return new StoredChain(database, id, manifests, e.getMessage());
    }
    return new StoredChain(database, id, manifests, "");
  }

  private void readAll() throws IOException {
    List<String> groups = store.directories(directory + "manifests/");
    if (groups.isEmpty()) {
      throw new DamagedChainException(
          "store %s holds no manifest of chain %s".formatted(store.name(), id));
    }
    if (groups.size() > 1 && readIndexes(groups.get(groups.size() - 1))) {
      readOneByOne(groups.subList(groups.size() - 1, groups.size()));
    } else {
      readOneByOne(groups);
    }
  }

  /** Whether the checkpoint that a directory begins with tells all manifests before it. */
  private boolean readIndexes(String group) throws IOException {
    long number = Layout.checkpointOf(group);
    try {
      Manifest checkpoint = ManifestFile.read(store.read(directory + Layout.manifest(number)));
      if (checkpoint.getKind() != ManifestKind.CHECKPOINT) {
        return false;
      }
      for (StoredObject index : checkpoint.getObjects()) {
        byte[] bytes = store.read(directory + index.getName());
        if (!Arrays.equals(Sha256.of(bytes), Sha256.bytes(index.getSha256()))) {
          throw new DamagedChainException(index.getName() + " is damaged");
        }
        for (byte[] manifest : IndexFile.read(bytes)) {
          add(parse(manifests.size() + 1L, manifest), manifest);
        }
      }
      return manifests.size() + 1L == number;
    } catch (IOException e) {
      log.atWarn()
          .addKeyValue("store", store.name())
          .addKeyValue("why", e.toString())
          .log("checkpoint cannot be used; manifests are read one by one");
      return false;
    } finally {
      if (manifests.size() + 1L != number) {
        manifests.clear();
        previous = new byte[0];
      }
    }
  }

  private void readOneByOne(List<String> groups) throws IOException {
    for (String group : groups) {
      for (String name : store.list(directory + "manifests/" + group + "/")) {
        long expected = manifests.size() + 1L;
        if (!Layout.isManifest(name)) {
          continue;
        }
        if (Layout.manifestNumber(name) != expected) {
          throw lacks(expected);
        }
        newest = store.read(name);
        add(parse(expected, newest), newest);
      }
    }
    if (newest.length > 0 && !ManifestFile.isIntact(newest)) {
      manifests.remove(manifests.size() - 1);
      throw damaged(manifests.size() + 1L, null);
    }
  }

  private void add(Manifest manifest, byte[] bytes) throws DamagedChainException {
    long expected = manifests.size() + 1L;
    if (manifest.getNumber() != expected) {
      throw lacks(expected);
    }
    if (!manifest.getChain().equals(id)
        || !Arrays.equals(Sha256.bytes(manifest.getPrevious()), previous)) {
      throw new DamagedChainException(
          "manifest %d of chain %s in store %s does not follow the one before it"
              .formatted(expected, id, store.name()));
    }
    previous = Sha256.of(bytes);
    manifests.add(manifest);
  }

  private DamagedChainException lacks(long number) {
    return new DamagedChainException(
        "chain %s in store %s lacks manifest %d".formatted(id, store.name(), number));
  }

  private Manifest parse(long number, byte[] bytes) throws DamagedChainException {
    try {
      return ManifestFile.read(bytes);
    } catch (IOException e) {
      throw damaged(number, e);
    }
  }

  private DamagedChainException damaged(long number, IOException cause) {
    return new DamagedChainException(
        "manifest %d of chain %s in store %s is damaged".formatted(number, id, store.name()),
        cause);
  }
}
