package io.holdfast.backup.chain;

import com.github.luben.zstd.ZstdOutputStream;
import io.holdfast.backup.domain.Records;
import io.holdfast.backup.domain.TableName;
import io.holdfast.backup.format.IndexFile;
import io.holdfast.backup.format.Layout;
import io.holdfast.backup.format.ManifestFile;
import io.holdfast.backup.format.SegmentFile;
import io.holdfast.backup.format.Sha256;
import io.holdfast.backup.seal.Keyset;
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

  private static final Content SCHEMA =
      Content.of(
          Layout.PRE_DATA, ObjectKind.SCHEMA, utf8("CREATE TABLE t (id int PRIMARY KEY);\n"));

  private final String id;
  private final List<ObjectStore> stores;
  private final List<byte[]> manifests = new ArrayList<>();

  /** What becomes an object, and its entry in a manifest. */
  private record Content(StoredObject.Builder entry, byte[] bytes) {

    static Content of(String name, ObjectKind kind, byte[] bytes) {
      return new Content(
          StoredObject.newBuilder()
              .setName(name)
              .setKind(kind)
              .setBytes(bytes.length)
              .setSha256(ByteBuffer.wrap(Sha256.of(bytes))),
          bytes);
    }
  }

  public SmallChain(List<ObjectStore> stores) throws IOException {
    this(ID, stores);
  }

  /** A chain with another id. */
  public SmallChain(String id, List<ObjectStore> stores) throws IOException {
    this(id, stores, List.of(SCHEMA));
  }

  private SmallChain(String id, List<ObjectStore> stores, List<Content> base) throws IOException {
    this.id = id;
    this.stores = stores;
    add(ManifestKind.BASE, base);
  }

  /**
   * A chain of five manifests with an object of every kind. A piece of a table is encrypted, and
   * the checkpoint comes sooner than the sink would make it.
   *
   * @param keys what the encrypted piece opens with
   */
  public static SmallChain ofEveryKind(List<ObjectStore> stores, Keyset keys, Path spool)
      throws IOException {
    SmallChain chain =
        new SmallChain(
            ID,
            stores,
            List.of(
                Content.of(Layout.ROLES, ObjectKind.ROLES, utf8("CREATE ROLE clerk;\n")),
                SCHEMA,
                Content.of(
                    Layout.POST_DATA, ObjectKind.SCHEMA, utf8("CREATE INDEX i ON t (id);\n")),
                Content.of(
                    Layout.SEQUENCES, ObjectKind.SEQUENCES, utf8("public\tt_id_seq\t7\ttrue\n")),
                piece(1, 0, ObjectKind.TABLE, "1\n2\n"),
                sealed(piece(1, 1, ObjectKind.TABLE, "3\n4\n"), keys, spool),
                piece(2, 0, ObjectKind.LEFT_OUT, ""),
                Content.of(
                    Layout.largeObjectsPiece(Layout.BASE, 0),
                    ObjectKind.LARGE_OBJECTS,
                    zstandard("16385\tclerk\t0\t\\\\x686f6c64\n"))));
    chain.segment();
    chain.checkpoint(spool);
    chain.segment();
    return chain.end("a test wants no more of it");
  }

  private static Content piece(int table, int piece, ObjectKind kind, String text)
      throws IOException {
    TableName name = new TableName("public", "t" + table);
    Content content =
        Content.of(Layout.tablePiece(Layout.BASE, table, name, piece), kind, zstandard(text));
    content.entry().setSchemaName(name.schema()).setTableName(name.table());
    content.entry().setColumns(List.of("id")).setColumnTypes(List.of("23:-1"));
    return content;
  }

  private static Content sealed(Content content, Keyset keys, Path spool) throws IOException {
    Path plain = Files.write(spool.resolve("plain"), content.bytes());
    Path sealed = spool.resolve("sealed");
    keys.seal(plain, sealed, Layout.chain(DATABASE, ID));
    byte[] bytes = Files.readAllBytes(sealed);
    Files.delete(plain);
    Files.delete(sealed);
    StoredObject.Builder entry =
        StoredObject.newBuilder(content.entry())
            .setName(Layout.sealed(content.entry().getName()))
            .setBytes(bytes.length)
            .setSha256(ByteBuffer.wrap(Sha256.of(bytes)))
            .setSealedWith(keys.sealingKey());
    return new Content(entry, bytes);
  }

  private static byte[] zstandard(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZstdOutputStream out = new ZstdOutputStream(bytes).setChecksum(true)) {
      out.write(utf8(text));
    }
    return bytes.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Adds a segment with one transaction. */
  public SmallChain segment() throws IOException {
    long number = manifests.size() + 1L;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataFileWriter<Object> writer = SegmentFile.writer(bytes, DATABASE, id, number)) {
      writer.append(Records.begin(1, number, number * 100));
      writer.append(Records.commit(1, number, number * 100));
    }
    segment(bytes.toByteArray());
    return this;
  }

  /** Adds a segment whose records are each in a block of its own. */
  public SmallChain segmentOfBlocks(List<?> records) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataFileWriter<Object> writer =
        SegmentFile.writer(bytes, DATABASE, id, manifests.size() + 1L)) {
      for (Object record : records) {
        writer.append(record);
        writer.sync();
      }
    }
    segment(bytes.toByteArray());
    return this;
  }

  private void segment(byte[] content) throws IOException {
    long number = manifests.size() + 1L;
    String name = Layout.segment(number, number * 100, Sha256.of(content));
    add(ManifestKind.SEGMENT, List.of(Content.of(name, ObjectKind.SEGMENT, content)));
  }

  /** Adds segments, which nobody can read, and checkpoints where they are due, up to a manifest. */
  public SmallChain upTo(long number, Path spool) throws IOException {
    while (manifests.size() < number) {
      if (Layout.isCheckpoint(manifests.size() + 1L)) {
        checkpoint(spool);
      } else {
        segment(utf8("segment " + manifests.size()));
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
    Files.delete(file);
    String name = Layout.index(from, to, Sha256.of(content));
    add(ManifestKind.CHECKPOINT, List.of(Content.of(name, ObjectKind.INDEX, content)));
  }

  /** Ends the chain. */
  public SmallChain end(String why) throws IOException {
    Manifest end = next(ManifestKind.END, List.of());
    end.setReason(why);
    add(end);
    return this;
  }

  private void add(ManifestKind kind, List<Content> contents) throws IOException {
    List<StoredObject> objects = new ArrayList<>();
    for (Content content : contents) {
      put(content.entry().getName(), content.bytes());
      objects.add(StoredObject.newBuilder(content.entry()).build());
    }
    add(next(kind, objects));
  }

  private Manifest next(ManifestKind kind, List<StoredObject> objects) {
    long number = manifests.size() + 1L;
    byte[] previous = number == 1 ? new byte[0] : Sha256.of(manifests.get(manifests.size() - 1));
    Manifest manifest = manifest(number, kind, previous, objects);
    manifest.setChain(id);
    return manifest;
  }

  private void add(Manifest manifest) throws IOException {
    byte[] bytes = ManifestFile.of(manifest).bytes();
    manifests.add(bytes);
    put(Layout.manifest(manifest.getNumber()), bytes);
  }

  private void put(String name, byte[] content) throws IOException {
    for (ObjectStore store : stores) {
      store.put(Layout.chain(DATABASE, id) + name, content);
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
