package io.holdfast.backup.chain;

import io.holdfast.backup.store.ObjectStore;
import io.holdfast.records.Manifest;
import io.holdfast.records.RestorePoint;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A chain, as its manifests tell it: numbered from 1 without gaps, each naming the hash of the one
 * before.
 */
public final class StoredChain {

  private final String database;
  private final String id;
  private final Manifests manifests;
  private final Manifest base;
  private final Manifest newest;
  private final long transactions;
  private final long changes;
  private final long bytes;
  private final String damage;
  private final Map<String, String> silent;

  private StoredChain(
      String database,
      String id,
      Manifests manifests,
      Manifest base,
      Manifest newest,
      long transactions,
      long changes,
      long bytes,
      String damage,
      Map<String, String> silent) {
    this.database = database;
    this.id = id;
    this.manifests = manifests;
    this.base = base;
    this.newest = newest;
    this.transactions = transactions;
    this.changes = changes;
    this.bytes = bytes;
    this.damage = damage;
    this.silent = silent;
  }

  /**
   * Reads a chain up to where a manifest is missing, is another's, or does not follow the one
   * before, in all stores.
   *
   * @param stores that answer, the one to be believed first where two have forked
   * @param silent why those that do not answer do not, by name
   * @throws DamagedChainException when that is its base
   */
  static StoredChain read(
      List<ObjectStore> stores, Map<String, String> silent, String database, String id)
      throws IOException {
    ManifestWalk walk = new ManifestWalk(stores, database, id);
    Manifest base = null;
    Manifest newest = null;
    long size = 0;
    long transactions = 0;
    long changes = 0;
    long bytes = 0;
    String damage = "";
    try {
      for (Manifest next = walk.next(); next != null; next = walk.next()) {
        base = base == null ? next : base;
        newest = next;
        size++;
        transactions += next.getTransactions();
        changes += next.getChanges();
        bytes += next.getObjects().stream().mapToLong(object -> object.getBytes()).sum();
      }
    } catch (DamagedChainException e) {
      if (base == null) {
        throw e;
      }
      damage = e.getMessage();
    }
    if (base == null) {
      throw new DamagedChainException(
          "chain %s in store %s lacks manifest 1".formatted(id, stores.get(0).name()));
    }
    Manifests manifests = new Manifests(stores, database, id, size);
    return new StoredChain(
        database, id, manifests, base, newest, transactions, changes, bytes, damage, silent);
  }

  /** Name of the database in stores. */
  public String database() {
    return database;
  }

  public String id() {
    return id;
  }

  /** All of them, in order; the first is the base. */
  public Manifests manifests() {
    return manifests;
  }

  /** Why what comes after these is lost, as a sentence; empty where they are all there are. */
  public String damage() {
    return damage;
  }

  /** Whether the manifests are all that the chain has. */
  public boolean isWhole() {
    return damage.isEmpty();
  }

  /** Why stores that do not answer do not, by name: what they alone hold is not here. */
  public Map<String, String> silent() {
    return silent;
  }

  public Manifest base() {
    return base;
  }

  public Manifest newest() {
    return newest;
  }

  /** Transactions in its segments. */
  public long transactions() {
    return transactions;
  }

  /** Row changes and truncates in its segments. */
  public long changes() {
    return changes;
  }

  /** Size of all objects as stored, in bytes. */
  public long bytes() {
    return bytes;
  }

  /** What people look for in it, in log order. */
  public List<RestorePoint> restorePoints() {
    return manifests.stream().flatMap(manifest -> manifest.getRestorePoints().stream()).toList();
  }
}
