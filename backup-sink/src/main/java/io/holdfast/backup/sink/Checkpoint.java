package io.holdfast.backup.sink;

import io.holdfast.backup.format.IndexFile;
import io.holdfast.backup.format.Layout;
import io.holdfast.backup.format.ManifestFile;
import io.holdfast.records.Manifest;
import io.holdfast.records.ManifestKind;
import io.holdfast.records.ObjectKind;
import io.holdfast.records.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * A manifest that adds nothing but an index of the thousand before it: whoever goes over a chain
 * reads two objects for a thousand segments.
 */
final class Checkpoint {

  private final Manifest newest;
  private final long from;

  private Checkpoint(Manifest newest, long from) {
    this.newest = newest;
    this.from = from;
  }

  /**
   * Writes the index.
   *
   * @param newest the manifest before the checkpoint
   */
  static Checkpoint after(Manifest newest, ManifestLog manifests, Path index) throws IOException {
    long from = Math.max(1, newest.getNumber() + 1 - Layout.MANIFESTS_PER_DIRECTORY);
    List<ManifestFile> indexed = manifests.since(from);
    if (indexed.isEmpty() || indexed.get(0).manifest().getNumber() != from) {
      throw new IOException("manifest " + from + " is not in Kafka any more");
    }
    IndexFile.write(index, indexed.stream().map(ManifestFile::bytes).toList());
    return new Checkpoint(newest, from);
  }

  Manifest manifest(Sealed index, ByteBuffer previous, Clock clock) {
    StoredObject entry =
        index
            .entry(Layout.index(from, newest.getNumber(), index.sha256()), ObjectKind.INDEX)
            .setRows(newest.getNumber() + 1 - from)
            .build();
    return Manifest.newBuilder(newest)
        .setReason("")
        .setNumber(newest.getNumber() + 1)
        .setKind(ManifestKind.CHECKPOINT)
        .setPrevious(previous)
        .setCreatedAtMicros(clock.millis() * 1000)
        .setObjects(List.of(entry))
        .setBaseLsn(0L)
        .setBaseSnapshot(null)
        .setTransactions(0)
        .setChanges(0)
        .setFirst(null)
        .setRestorePoints(List.of())
        .build();
  }
}
