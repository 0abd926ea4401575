package io.holdfast.backup.chain;

import io.holdfast.backup.domain.Records;
import io.holdfast.backup.format.IndexFile;
import io.holdfast.backup.format.Layout;
import io.holdfast.backup.format.ManifestFile;
import io.holdfast.backup.format.SegmentFile;
import io.holdfast.backup.format.Sha256;
import io.holdfast.backup.store.ObjectStore;
import io.holdfast.records.Manifest;
import io.holdfast.records.ManifestKind;
import io.holdfast.records.ObjectKind;
import io.holdfast.records.StoredObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.file.DataFileWriter;

/** Writes a chain into stores, one small segment a manifest, as the sink lays it out. */
public final class SmallChain {

  public static final String DATABASE = "orders";
  public static final String ID = "20261122T020000Z-4f1c2b7a";

  private final List<ObjectStore> stores;
  private final List<byte[]> manifests = new ArrayList<>();

  public SmallChain(List<ObjectStore> stores) throws IOException {
    this.stores = stores;
    byte[] schema = "CREATE TABLE t (id int PRIMARY KEY);\n".getBytes(StandardCharsets.UTF_8);
    add(ManifestKind.BASE, List.of(keep(Layout.PRE_DATA, ObjectKind.SCHEMA, schema)));
  }

  /** Adds a segment with one transaction. */
  public SmallChain segment() throws IOException {
    long number = manifests.size() + 1L;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataFileWriter<Object> writer = SegmentFile.writer(bytes, DATABASE, ID, number)) {
      writer.append(Records.begin(1, number, number * 100));
      writer.append(Records.commit(1, number, number * 100));
    }
    segment(bytes.toByteArray());
    return this;
  }

  private void segment(byte[] content) throws IOException {
    long number = manifests.size() + 1L;
    String name = Layout.segment(number, number * 100, Sha256.of(content));
    add(ManifestKind.SEGMENT, List.of(keep(name, ObjectKind.SEGMENT, content)));
  }

  /** Adds segments, which nobody can read, and checkpoints where they are due, up to a manifest. */
  public SmallChain upTo(long number, Path spool) throws IOException {
    while (manifests.size() < number) {
      if (Layout.isCheckpoint(manifests.size() + 1L)) {
        checkpoint(spool);
      } else {
        segment(("segment " + manifests.size()).getBytes(StandardCharsets.UTF_8));
      }
    }
    return this;
  }

  private void checkpoint(Path spool) throws IOException {
    int to = manifests.size();
    int from = Math.max(1, to + 1 - 1000);
    Path file = Files.createTempFile(spool, "index", ".avro");
    IndexFile.write(file, manifests.subList(from - 1, to));
    byte[] content = Files.readAllBytes(file);
    String name = Layout.index(from, to, Sha256.of(content));
    add(ManifestKind.CHECKPOINT, List.of(keep(name, ObjectKind.INDEX, content)));
  }

  private StoredObject keep(String name, ObjectKind kind, byte[] content) throws IOException {
    for (ObjectStore store : stores) {
      store.put(Layout.chain(DATABASE, ID) + name, content);
    }
    return StoredObject.newBuilder()
        .setName(name)
        .setKind(kind)
        .setBytes(content.length)
        .setSha256(ByteBuffer.wrap(Sha256.of(content)))
        .build();
  }

  private void add(ManifestKind kind, List<StoredObject> objects) throws IOException {
    long number = manifests.size() + 1L;
    byte[] previous = number == 1 ? new byte[0] : Sha256.of(manifests.get(manifests.size() - 1));
    byte[] manifest = ManifestFile.of(manifest(number, kind, previous, objects)).bytes();
    manifests.add(manifest);
    for (ObjectStore store : stores) {
      store.put(Layout.chain(DATABASE, ID) + Layout.manifest(number), manifest);
    }
  }

  /** A manifest with nothing in it but what is given. */
  public static Manifest manifest(
      long number, ManifestKind kind, byte[] previous, List<StoredObject> objects) {
    return Manifest.newBuilder()
        .setDatabase(DATABASE)
        .setChain(ID)
        .setNumber(number)
        .setKind(kind)
        .setPrevious(ByteBuffer.wrap(previous))
        .setCreatedAtMicros(number)
        .setSystemId(Records.SYSTEM)
        .setTimeline(1)
        .setChangesTopicId("id")
        .setNextOffset(number)
        .setObjects(objects)
        .setBaseLsn(kind == ManifestKind.BASE ? 100 : 0)
        .setTransactions(kind == ManifestKind.SEGMENT ? 1 : 0)
        .setChanges(0)
        .setFirst(kind == ManifestKind.SEGMENT ? Records.key(number * 100) : null)
        .setLast(number == 1 ? null : Records.key(number * 100))
        .setLastXid(number)
        .setLastCommittedAtMicros(number)
        .build();
  }

  /** The newest manifest. */
  public ManifestFile newest() throws IOException {
    return ManifestFile.read(manifests.get(manifests.size() - 1));
  }
}
