package io.holdfast.backup.chain;

import io.holdfast.records.Manifest;
import io.holdfast.records.ManifestKind;
import io.holdfast.records.ObjectKind;
import io.holdfast.records.RestorePoint;
import io.holdfast.records.StoredObject;
import java.util.List;

/**
 * A chain, as its manifests tell it: numbered from 1 without gaps, each naming the hash of the one
 * before.
 *
 * @param database name of the database in stores
 * @param id id of the chain
 * @param manifests all of them, in order; the first is the base
 * @param damage why what comes after these is lost, as a sentence; empty where they are all there
 *     are
 */
public record StoredChain(String database, String id, List<Manifest> manifests, String damage) {

  public StoredChain {
    manifests = List.copyOf(manifests);
  }

  /** Whether the manifests are all that the chain has. */
  public boolean isWhole() {
    return damage.isEmpty();
  }

  public Manifest base() {
    return manifests.get(0);
  }

  public Manifest newest() {
    return manifests.get(manifests.size() - 1);
  }

  /** The objects that a manifest adds: of a checkpoint's indexes only the last is new. */
  public static List<StoredObject> added(Manifest manifest) {
    List<StoredObject> objects = manifest.getObjects();
    return manifest.getKind() == ManifestKind.CHECKPOINT
        ? objects.subList(objects.size() - 1, objects.size())
        : objects;
  }

  /** The objects of one kind, in the order they were added. */
  public List<StoredObject> objects(ObjectKind kind) {
    return manifests.stream()
        .filter(
            manifest ->
                manifest.getKind() == ManifestKind.BASE
                    || manifest.getKind() == ManifestKind.SEGMENT)
        .flatMap(manifest -> manifest.getObjects().stream())
        .filter(object -> object.getKind() == kind)
        .toList();
  }

  /** What people look for in it, in log order. */
  public List<RestorePoint> restorePoints() {
    return manifests.stream().flatMap(manifest -> manifest.getRestorePoints().stream()).toList();
  }

  /** Transactions in its segments. */
  public long transactions() {
    return manifests.stream().mapToLong(Manifest::getTransactions).sum();
  }

  /** Size of all objects as stored, in bytes. */
  public long bytes() {
    return manifests.stream()
        .flatMap(manifest -> added(manifest).stream())
        .mapToLong(StoredObject::getBytes)
        .sum();
  }
}
