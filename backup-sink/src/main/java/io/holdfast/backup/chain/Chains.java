package io.holdfast.backup.chain;

import io.holdfast.backup.format.Layout;
import io.holdfast.backup.format.ManifestFile;
import io.holdfast.backup.format.Sha256;
import io.holdfast.backup.store.ObjectStore;
import io.holdfast.records.Manifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Finds the chains of a database in stores. */
public final class Chains {

  private final String database;
  private final List<ObjectStore> stores;

  public Chains(String database, List<ObjectStore> stores) {
    this.database = database;
    this.stores = List.copyOf(stores);
  }

  /**
   * Ids of the chains that any store knows, in the order of their beginning.
   *
   * @throws IOException when no store answers
   */
  public List<String> ids() throws IOException {
    TreeSet<String> ids = new TreeSet<>();
    IOException failure = null;
    int answered = 0;
    for (ObjectStore store : stores) {
      try {
        for (String id : store.directories(database + "/")) {
          if (!store.directories(Layout.chain(database, id) + "manifests/").isEmpty()) {
            ids.add(id);
          }
        }
        answered++;
      } catch (IOException e) {
        failure = e;
      }
    }
    if (answered == 0 && failure != null) {
      throw failure;
    }
    return List.copyOf(ids);
  }

  /**
   * Reads a chain from the store that holds the longest whole one.
   *
   * @param id which; empty for the newest
   * @throws DamagedChainException when no store holds a whole one
   */
  public StoredChain open(Optional<String> id) throws IOException {
    List<String> ids = ids();
    if (ids.isEmpty()) {
      throw new DamagedChainException("no store holds a chain of " + database);
    }
    String chosen = id.orElse(ids.get(ids.size() - 1));
    StoredChain longest = null;
    IOException failure = null;
    for (ObjectStore store : stores) {
      try {
        StoredChain found = read(store, chosen);
        if (longest == null || found.manifests().size() > longest.manifests().size()) {
          longest = found;
        }
      } catch (IOException e) {
        failure = e;
      }
    }
    if (longest == null) {
      throw failure;
    }
    return longest;
  }

  /**
   * Reads a chain from one store.
   *
   * @throws DamagedChainException when a manifest is missing, is another's, or does not follow the
   *     one before
   */
  public StoredChain read(ObjectStore store, String id) throws IOException {
    List<Manifest> manifests = new ArrayList<>();
    byte[] previous = new byte[0];
    for (String name : store.list(Layout.chain(database, id) + "manifests/")) {
      byte[] bytes = store.read(name);
      long expected = manifests.size() + 1L;
      Manifest manifest = parse(store, id, expected, bytes);
      if (manifest.getNumber() != expected || Layout.manifestNumber(name) != expected) {
        throw new DamagedChainException(
            "chain %s in store %s lacks manifest %d".formatted(id, store.name(), expected));
      }
      if (!manifest.getChain().equals(id)
          || !Arrays.equals(Sha256.bytes(manifest.getPrevious()), previous)) {
        throw new DamagedChainException(
            "manifest %d of chain %s in store %s does not follow the one before it"
                .formatted(expected, id, store.name()));
      }
      manifests.add(manifest);
      previous = Sha256.of(bytes);
    }
    if (manifests.isEmpty()) {
      throw new DamagedChainException(
          "store %s holds no manifest of chain %s".formatted(store.name(), id));
    }
    return new StoredChain(database, id, manifests);
  }

  private static Manifest parse(ObjectStore store, String id, long number, byte[] bytes)
      throws DamagedChainException {
    try {
      return ManifestFile.read(bytes);
    } catch (IOException e) {
      throw new DamagedChainException(
          "manifest %d of chain %s in store %s is damaged".formatted(number, id, store.name()), e);
    }
  }

  public List<ObjectStore> stores() {
    return stores;
  }

  public String database() {
    return database;
  }
}
