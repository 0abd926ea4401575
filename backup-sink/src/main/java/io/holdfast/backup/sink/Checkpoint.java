package io.holdfast.backup.sink;

import io.holdfast.backup.format.IndexFile;
import io.holdfast.backup.format.Layout;
import io.holdfast.backup.format.Sha256;
import io.holdfast.records.Manifest;
import io.holdfast.records.ManifestKind;
import io.holdfast.records.ObjectKind;
import io.holdfast.records.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * A manifest that adds nothing but an index of the thousand before it, and lists the indexes of all
 * before those: whoever opens a chain reads an object for a thousand segments.
 */
final class Checkpoint {

  private final Manifest newest;
  private final long from;
  private final List<StoredObject> earlier;

  private Checkpoint(Manifest newest, long from, List<StoredObject> earlier) {
    this.newest = newest;
    this.from = from;
    this.earlier = earlier;
  }

  /**
   * Writes the index.
   *
   * @param newest the manifest before the checkpoint
   */
  static Checkpoint after(Manifest newest, ManifestLog manifests, Replicas replicas, Path index)
      throws IOException {
    long from = Math.max(1, newest.getNumber() + 1 - Layout.MANIFESTS_PER_DIRECTORY);
    List<Manifest> indexed = manifests.since(from);
    if (indexed.isEmpty() || indexed.get(0).getNumber() != from) {
      throw new IOException("manifest " + from + " is not in Kafka any more");
    }
    List<byte[]> contents = new ArrayList<>();
    for (int i = 0; i < indexed.size(); i++) {
      ByteBuffer sha256 =
          i + 1 < indexed.size() ? indexed.get(i + 1).getPrevious() : manifests.lastSha256();
      contents.add(replicas.bytesOf(indexed.get(i), Sha256.bytes(sha256)));
    }
    IndexFile.write(index, contents);
    Manifest first = indexed.get(0);
    List<StoredObject> earlier =
        first.getKind() == ManifestKind.CHECKPOINT ? first.getObjects() : List.of();
    return new Checkpoint(newest, from, earlier);
  }

  Manifest manifest(Sealed index, ByteBuffer previous, Clock clock) {
    List<StoredObject> indexes = new ArrayList<>(earlier);
    indexes.add(
        index
            .entry(Layout.index(from, newest.getNumber(), index.sha256()), ObjectKind.INDEX)
            .setRows(newest.getNumber() + 1 - from)
            .build());
    return Manifest.newBuilder(newest)
        .setNumber(newest.getNumber() + 1)
        .setKind(ManifestKind.CHECKPOINT)
        .setPrevious(previous)
        .setCreatedAtMicros(clock.millis() * 1000)
        .setObjects(indexes)
        .setBaseLsn(0L)
        .setBaseSnapshot(null)
        .setTransactions(0)
        .setChanges(0)
        .setFirst(null)
        .setRestorePoints(List.of())
        .build();
  }
}
