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
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks over the manifests of a chain, from the first on: a thousand at a time from the index that
 * the checkpoint after them names, and one by one where there is none or it is not good. Whichever
 * way they come, every one must name the hash of the one before; one that does not, in one store,
 * is taken from the next. No more than a thousand are in memory.
 */
final class ManifestWalk {

  private static final Logger log = LoggerFactory.getLogger(ManifestWalk.class);

  /** Bytes of a manifest in a store, when they are wanted. */
  private interface Content {
    byte[] in(ObjectStore store) throws IOException;
  }

  private final List<ObjectStore> stores;
  private final String directory;
  private final String id;
  private final long groups;
  private Iterator<Content> group = List.<Content>of().iterator();
  private long nextGroup;
  private long number;
  private byte[] previous = new byte[0];

  /**
   * @param stores those that are read, the one to be believed first where two have forked
   * @throws DamagedChainException when the first holds nothing of the chain
   */
  ManifestWalk(List<ObjectStore> stores, String database, String id) throws IOException {
    this.stores = stores;
    this.directory = Layout.chain(database, id);
    this.id = id;
    this.groups =
        ofThoseThatAnswer(store -> Layout.groups(store.directories(directory + Layout.MANIFESTS)))
            .stream()
            .max(Comparator.naturalOrder())
            .orElseThrow();
    if (groups == 0) {
      throw new DamagedChainException(
          "store %s holds no manifest of chain %s".formatted(stores.get(0).name(), id));
    }
  }

  /** What is asked of a store. */
  private interface Question<T> {
    T to(ObjectStore store) throws IOException;
  }

  /** A store may stop answering while there are others: a walk takes as long as a restore. */
  private <T> List<T> ofThoseThatAnswer(Question<T> question) throws IOException {
    List<T> answers = new ArrayList<>();
    IOException silence = null;
    for (ObjectStore store : stores) {
      try {
        answers.add(question.to(store));
      } catch (IOException e) {
        silence = e;
        log.atWarn()
            .addKeyValue("store", store.name())
            .addKeyValue("why", e.toString())
            .log("store does not answer");
      }
    }
    if (answers.isEmpty()) {
      throw silence;
    }
    return answers;
  }

  /**
   * The next manifest; null after the last.
   *
   * @throws DamagedChainException when the next is missing, damaged, or another chain's in all
   *     stores: the words are those of the first
   * @throws IOException when it is in no store that answers, and one does not
   */
  Manifest next() throws IOException {
    while (!group.hasNext() && nextGroup < groups) {
      group = contents(nextGroup++).iterator();
    }
    if (!group.hasNext()) {
      return null;
    }
    number++;
    Content content = group.next();
    boolean isNewest = !group.hasNext() && nextGroup == groups;
    DamagedChainException damage = null;
    IOException silence = null;
    for (ObjectStore store : stores) {
      try {
        return accept(store, content.in(store), isNewest);
      } catch (DamagedChainException e) {
        damage = damage == null ? e : damage;
      } catch (NoSuchFileException e) {
        damage = damage == null ? lacking(store) : damage;
      } catch (IOException e) {
        silence = e;
      }
    }
    throw silence == null ? damage : silence;
  }

  private Manifest accept(ObjectStore store, byte[] bytes, boolean isNewest)
      throws DamagedChainException {
    Manifest manifest = parse(store, bytes);
    require(store, manifest);
    if (isNewest && !ManifestFile.isIntact(bytes)) {
      throw damaged(store, null);
    }
    previous = Sha256.of(bytes);
    return manifest;
  }

  private List<Content> contents(long of) throws IOException {
    List<Content> contents = new ArrayList<>();
    for (byte[] manifest : indexed(of)) {
      contents.add(store -> manifest);
    }
    if (contents.isEmpty()) {
      TreeSet<String> names = new TreeSet<>();
      ofThoseThatAnswer(store -> store.list(directory + Layout.group(of))).forEach(names::addAll);
      names.stream().filter(Layout::isManifest).forEach(name -> contents.add(in -> in.read(name)));
    }
    return contents;
  }

  /** The manifests of a group as the checkpoint after them has them; empty when no store has it. */
  private List<byte[]> indexed(long of) {
    if (of + 1 == groups) {
      return List.of();
    }
    for (ObjectStore store : stores) {
      try {
        return indexed(store, of);
      } catch (IOException e) {
        log.atWarn()
            .addKeyValue("store", store.name())
            .addKeyValue("why", e.toString())
            .log("index cannot be used");
      }
    }
    return List.of();
  }

  private List<byte[]> indexed(ObjectStore store, long of) throws IOException {
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
  }

  private Manifest parse(ObjectStore store, byte[] bytes) throws DamagedChainException {
    try {
      return ManifestFile.read(bytes).manifest();
    } catch (IOException e) {
      throw damaged(store, e);
    }
  }

  private void require(ObjectStore store, Manifest manifest) throws DamagedChainException {
    if (manifest.getNumber() != number) {
      throw lacking(store);
    }
    if (!manifest.getChain().equals(id)
        || !Arrays.equals(Sha256.bytes(manifest.getPrevious()), previous)) {
      throw new DamagedChainException(
          "manifest %d of chain %s in store %s does not follow the one before it"
              .formatted(number, id, store.name()));
    }
  }

  private DamagedChainException lacking(ObjectStore store) {
    return new DamagedChainException(
        "chain %s in store %s lacks manifest %d".formatted(id, store.name(), number));
  }

  private DamagedChainException damaged(ObjectStore store, IOException cause) {
    return new DamagedChainException(
        "manifest %d of chain %s in store %s is damaged".formatted(number, id, store.name()),
        cause);
  }
}
