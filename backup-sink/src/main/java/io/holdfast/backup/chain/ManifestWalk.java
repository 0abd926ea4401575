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
import java.util.Iterator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks over the manifests of a chain in one store, from the first on: a thousand at a time from
 * the index that the checkpoint after them names, and one by one where there is none or it is not
 * good. Whichever way they come, every one must name the hash of the one before. No more than a
 * thousand are in memory.
 */
final class ManifestWalk {

  private static final Logger log = LoggerFactory.getLogger(ManifestWalk.class);

  /** Bytes of a manifest, when they are wanted. */
  private interface Content {
    byte[] read() throws IOException;
  }

  private final ObjectStore store;
  private final String directory;
  private final String id;
  private final long groups;
  private Iterator<Content> group = List.<Content>of().iterator();
  private long nextGroup;
  private long number;
  private byte[] previous = new byte[0];

  /**
   * @throws DamagedChainException when the store holds nothing of the chain
   */
  ManifestWalk(ObjectStore store, String database, String id) throws IOException {
    this.store = store;
    this.directory = Layout.chain(database, id);
    this.id = id;
    this.groups = Layout.groups(store.directories(directory + Layout.MANIFESTS));
    if (groups == 0) {
      throw new DamagedChainException(
          "store %s holds no manifest of chain %s".formatted(store.name(), id));
    }
  }

  /**
   * The next manifest; null after the last.
   *
   * @throws DamagedChainException when the next is missing, damaged, or another chain's
   */
  Manifest next() throws IOException {
    while (!group.hasNext() && nextGroup < groups) {
      group = contents(nextGroup++).iterator();
    }
    if (!group.hasNext()) {
      return null;
    }
    number++;
    byte[] bytes = group.next().read();
    Manifest manifest = parse(bytes);
    require(manifest);
    boolean isNewest = !group.hasNext() && nextGroup == groups;
    if (isNewest && !ManifestFile.isIntact(bytes)) {
      throw damaged(null);
    }
    previous = Sha256.of(bytes);
    return manifest;
  }

  private List<Content> contents(long of) throws IOException {
    List<Content> contents = new ArrayList<>();
    for (byte[] manifest : indexed(of)) {
      contents.add(() -> manifest);
    }
    if (contents.isEmpty()) {
      for (String name : store.list(directory + Layout.group(of))) {
        if (Layout.isManifest(name)) {
          contents.add(() -> store.read(name));
        }
      }
    }
    return contents;
  }

  /** The manifests of a group as the checkpoint after them has them; empty when it has them not. */
  private List<byte[]> indexed(long of) {
    if (of + 1 == groups) {
      return List.of();
    }
    try {
      String name = Layout.manifest((of + 1) * Layout.MANIFESTS_PER_DIRECTORY);
      Manifest checkpoint = ManifestFile.read(store.read(directory + name)).manifest();
      if (checkpoint.getKind() != ManifestKind.CHECKPOINT) {
        return List.of();
      }
      StoredObject index = checkpoint.getObjects().get(0);
      byte[] bytes = store.read(directory + index.getName());
      if (!Arrays.equals(Sha256.of(bytes), Sha256.bytes(index.getSha256()))) {
        throw new DamagedChainException(index.getName() + " is damaged");
      }
      return IndexFile.read(bytes);
    } catch (IOException e) {
      log.atWarn()
          .addKeyValue("store", store.name())
          .addKeyValue("why", e.toString())
          .log("index cannot be used; manifests are read one by one");
      return List.of();
    }
  }

  private Manifest parse(byte[] bytes) throws DamagedChainException {
    try {
      return ManifestFile.read(bytes).manifest();
    } catch (IOException e) {
      throw damaged(e);
    }
  }

  private void require(Manifest manifest) throws DamagedChainException {
    if (manifest.getNumber() != number) {
      throw new DamagedChainException(
          "chain %s in store %s lacks manifest %d".formatted(id, store.name(), number));
    }
    if (!manifest.getChain().equals(id)
        || !Arrays.equals(Sha256.bytes(manifest.getPrevious()), previous)) {
      throw new DamagedChainException(
          "manifest %d of chain %s in store %s does not follow the one before it"
              .formatted(number, id, store.name()));
    }
  }

  private DamagedChainException damaged(IOException cause) {
    return new DamagedChainException(
        "manifest %d of chain %s in store %s is damaged".formatted(number, id, store.name()),
        cause);
  }
}
