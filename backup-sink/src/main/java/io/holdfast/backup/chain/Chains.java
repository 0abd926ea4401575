package io.holdfast.backup.chain;

import io.holdfast.backup.format.Layout;
import io.holdfast.backup.format.ManifestFile;
import io.holdfast.backup.seal.Keyset;
import io.holdfast.backup.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the chains of a database in stores. */
public final class Chains {

  private static final Logger log = LoggerFactory.getLogger(Chains.class);

  private final String database;
  private final List<ObjectStore> stores;
  private final Optional<Keyset> keys;

  /**
   * @param keys what encrypted objects are opened with
   */
  public Chains(String database, List<ObjectStore> stores, Optional<Keyset> keys) {
    this.database = database;
    this.stores = List.copyOf(stores);
    this.keys = keys;
  }

  /**
   * Ids of the chains that any store knows, in the order of their beginning.
   *
   * @throws SilentStoreException when no store answers
   */
  public List<String> ids() throws IOException {
    return ids(new TreeMap<>());
  }

  /**
   * @param silent is given why those that do not answer do not, by name
   */
  private List<String> ids(Map<String, String> silent) throws SilentStoreException {
    TreeSet<String> ids = new TreeSet<>();
    for (ObjectStore store : stores) {
      try {
        for (String id : store.directories(database + "/")) {
          if (!store.directories(Layout.chain(database, id) + Layout.MANIFESTS).isEmpty()) {
            ids.add(id);
          }
        }
      } catch (IOException e) {
        silent.put(store.name(), String.valueOf(e.getMessage()));
      }
    }
    if (silent.size() == stores.size()) {
      throw new SilentStoreException("no store can be read", silent);
    }
    return List.copyOf(ids);
  }

  /**
   * The id of the chain that is meant.
   *
   * @param id whole, or as much as only one begins with; empty for the newest
   * @throws NoSuchElementException when no chain is, or several are
   * @throws SilentStoreException when none is in the stores that answer, and not all do
   */
  public String find(Optional<String> id) throws IOException {
    Map<String, String> silent = new TreeMap<>();
    List<String> ids = ids(silent);
    List<String> meant =
        ids.stream().filter(each -> id.map(each::startsWith).orElse(true)).toList();
    if (meant.isEmpty() && !silent.isEmpty()) {
      throw new SilentStoreException(
          "no store that answers holds %s of %s"
              .formatted(id.map(begin -> "a chain " + begin).orElse("a chain"), database),
          silent);
    }
    if (ids.isEmpty()) {
      throw new NoSuchElementException("no store holds a chain of " + database);
    }
    if (id.isEmpty()) {
      return ids.get(ids.size() - 1);
    }
    if (meant.size() != 1 && !meant.contains(id.get())) {
      throw new NoSuchElementException(
          "%s begins %d chains of %s; there are: %s"
              .formatted(id.get(), meant.size(), database, String.join(", ", ids)));
    }
    return meant.size() == 1 ? meant.get(0) : id.get();
  }

  /**
   * Reads a chain from all stores that answer: each manifest from any that has a good copy. Where
   * two have forked, the longer is the chain.
   *
   * @param id which, as in {@link #find}
   * @throws DamagedChainException when no store holds even its base
   * @throws IOException when no store answers
   */
  public StoredChain open(Optional<String> id) throws IOException {
    String chosen = find(id);
    Map<ObjectStore, Long> lengths = new HashMap<>();
    Map<String, String> silent = new TreeMap<>();
    for (ObjectStore store : stores) {
      try {
        lengths.put(store, length(store, chosen));
      } catch (IOException e) {
        silent.put(store.name(), String.valueOf(e.getMessage()));
      }
    }
    List<ObjectStore> longestFirst =
        stores.stream()
            .filter(lengths::containsKey)
            .sorted(Comparator.comparing(lengths::get).reversed())
            .toList();
    if (longestFirst.isEmpty()) {
      throw new SilentStoreException("no store can be read", silent);
    }
    return StoredChain.read(longestFirst, silent, database, chosen);
  }

  /** Number of the last manifest that the store lists. */
  private long length(ObjectStore store, String id) throws IOException {
    String directory = Layout.chain(database, id);
    long groups = Layout.groups(store.directories(directory + Layout.MANIFESTS));
    return groups == 0
        ? 0
        : store.list(directory + Layout.group(groups - 1)).stream()
            .filter(Layout::isManifest)
            .mapToLong(Layout::manifestNumber)
            .max()
            .orElse(0);
  }

  private StoredChain read(ObjectStore store, String id) throws IOException {
    return StoredChain.read(List.of(store), Map.of(), database, id);
  }

  /**
   * The last manifests of the newest chain, for a log of decisions that was lost: of the store
   * where the chain is good the longest, from the checkpoint before its newest on. Empty where no
   * store holds even the base of one.
   *
   * @throws IOException when no store answers
   */
  public List<ManifestFile> tail() throws IOException {
    List<String> ids = ids();
    String id = ids.isEmpty() ? "" : ids.get(ids.size() - 1);
    ObjectStore longest = null;
    long size = 0;
    for (ObjectStore store : ids.isEmpty() ? List.<ObjectStore>of() : stores) {
      try {
        long held = read(store, id).manifests().size();
        longest = held > size ? store : longest;
        size = Math.max(size, held);
      } catch (IOException e) {
        log.atWarn()
            .addKeyValue("store", store.name())
            .addKeyValue("why", e.toString())
            .log("chain cannot be read");
      }
    }
    List<ManifestFile> tail = new ArrayList<>();
    long from = Math.max(1, size - size % Layout.MANIFESTS_PER_DIRECTORY);
    for (long number = from; number <= size; number++) {
      tail.add(
          ManifestFile.read(longest.read(Layout.chain(database, id) + Layout.manifest(number))));
    }
    return tail;
  }

  /**
   * The objects of a chain.
   *
   * @param spool directory for those at hand
   */
  public ChainObjects objects(StoredChain chain, Path spool) {
    return new ChainObjects(chain, stores, spool, keys);
  }

  public List<ObjectStore> stores() {
    return stores;
  }

  public String database() {
    return database;
  }
}
