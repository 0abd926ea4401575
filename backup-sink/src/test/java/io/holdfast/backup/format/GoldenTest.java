package io.holdfast.backup.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.backup.domain.CopyText;
import io.holdfast.backup.domain.Records;
import io.holdfast.backup.domain.RowChange;
import io.holdfast.records.Change;
import io.holdfast.records.ChangeKind;
import io.holdfast.records.ChangePart;
import io.holdfast.records.Commit;
import io.holdfast.records.Manifest;
import io.holdfast.records.ManifestKind;
import io.holdfast.records.Marker;
import io.holdfast.records.Message;
import io.holdfast.records.ObjectKind;
import io.holdfast.records.OldRow;
import io.holdfast.records.RestorePoint;
import io.holdfast.records.RestorePointKind;
import io.holdfast.records.RowSide;
import io.holdfast.records.StoredObject;
import io.holdfast.records.Truncate;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.file.DataFileWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the first version wrote is read as it was meant, and written again byte for byte. */
class GoldenTest {

  @TempDir Path directory;

  @Test
  void manifestsOfEveryKind() throws IOException {
    Map<String, Manifest> manifests =
        Map.of(
            "base-1.avro", base(),
            "later-base-1.avro", laterBase(),
            "points-1.avro", points(),
            "checkpoint-1.avro", checkpoint(),
            "end-1.avro", end());
    for (Map.Entry<String, Manifest> each : manifests.entrySet()) {
      byte[] written = ManifestFile.of(each.getValue()).bytes();
      byte[] golden = Golden.file(each.getKey(), written);

      assertThat(ManifestFile.read(golden).manifest()).as(each.getKey()).isEqualTo(each.getValue());
      assertThat(written).as(each.getKey()).isEqualTo(golden);
    }
  }

  @Test
  void anIndex() throws IOException {
    Path file = directory.resolve("index");
    IndexFile.write(file, indexed());
    byte[] golden = Golden.file("index-1.avro", Files.readAllBytes(file));

    assertThat(IndexFile.read(golden)).containsExactlyElementsOf(indexed());
    assertThat(file).hasBinaryContent(golden);
  }

  /** Its blocks are divided by random bytes: it is not written the same twice. */
  @Test
  void aSegmentWithAllThatASegmentMayHold() throws IOException {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    try (DataFileWriter<Object> writer = SegmentFile.writer(written, "orders", "c", 2)) {
      for (Object record : records()) {
        writer.append(record);
      }
    }
    byte[] golden = Golden.file("segment-all-1.avro", written.toByteArray());

    List<Object> read = new ArrayList<>();
    SegmentFile.read(new ByteArrayInputStream(golden), read::add);
    List<Object> rows = FormatTest.rows(golden);

    assertThat(read).isEqualTo(records());
    assertThat(rows)
        .usingRecursiveComparison()
        .isEqualTo(
            records().stream()
                .map(record -> record instanceof Change change ? RowChange.of(change) : record)
                .toList());
  }

  /** Schema, name, position, used. */
  @Test
  void positionsOfSequences() throws IOException {
    List<List<String>> sequences =
        List.of(
            List.of("public", "orders_id_seq", "9223372036854775807", "true"),
            List.of("odd\tschema", "back\\slash", "-1", "false"));
    assertRows("sequences-1.copy", sequences);
  }

  /** Object id, owner, page, bytes; one without a page is empty. */
  @Test
  void pagesOfLargeObjects() throws IOException {
    List<List<String>> pages =
        List.of(
            List.of("16385", "clerk", "0", "\\x686f6c64"),
            List.of("16385", "clerk", "3", "\\x66617374"),
            Arrays.asList("16386", "clerk", null, null));
    assertRows("large-objects-1.copy", pages);
  }

  private static void assertRows(String name, List<List<String>> rows) throws IOException {
    StringBuilder text = new StringBuilder();
    rows.forEach(row -> text.append(CopyText.row(row)).append('\n'));
    byte[] written = text.toString().getBytes(StandardCharsets.UTF_8);
    byte[] golden = Golden.file(name, written);

    assertThat(
            new String(golden, StandardCharsets.UTF_8)
                .lines()
                .map(line -> CopyText.fields(line).stream().map(CopyText::value).toList()))
        .containsExactlyElementsOf(rows);
    assertThat(written).isEqualTo(golden);
  }

  private static List<byte[]> indexed() {
    return List.of(ManifestFile.of(base()).bytes(), ManifestFile.of(FormatTest.manifest()).bytes());
  }

  private static Manifest base() {
    return Manifest.newBuilder(FormatTest.manifest())
        .setNumber(1)
        .setKind(ManifestKind.BASE)
        .setPrevious(ByteBuffer.allocate(0))
        .setObjects(
            List.of(
                object(Layout.ROLES, ObjectKind.ROLES).build(),
                object(Layout.PRE_DATA, ObjectKind.SCHEMA).build(),
                object(Layout.SEQUENCES, ObjectKind.SEQUENCES).build(),
                table("base/00001-public.orders-00000.copy.zst.enc", ObjectKind.TABLE)
                    .setRows(2)
                    .setSealedWith(0xF000_0001L)
                    .build(),
                table("base/00002-public.t-00000.copy.zst", ObjectKind.LEFT_OUT).build(),
                object("base/large-objects-00000.copy.zst", ObjectKind.LARGE_OBJECTS)
                    .setRows(3)
                    .build()))
        .setBaseLsn(0x16B3748)
        .setTransactions(0)
        .setChanges(0)
        .setFirst(null)
        .setLast(null)
        .setLastXid(0)
        .build();
  }

  private static Manifest laterBase() {
    return Manifest.newBuilder(FormatTest.manifest())
        .setKind(ManifestKind.BASE)
        .setObjects(
            List.of(table("base/3f1c/00001-public.t-00000.copy.zst", ObjectKind.TABLE).build()))
        .setBaseLsn(0x16B3748)
        .setBaseSnapshot("10:20:10,14,15")
        .setTransactions(0)
        .setChanges(0)
        .setFirst(null)
        .setReason("ALTER TABLE")
        .build();
  }

  private static Manifest points() {
    return Manifest.newBuilder(FormatTest.manifest())
        .setRestorePoints(
            List.of(
                new RestorePoint(RestorePointKind.TRUNCATE, "public.orders", 7L, 100L, 7000L),
                new RestorePoint(RestorePointKind.BARRIER, "b1", 0L, 120L, 7000L),
                new RestorePoint(RestorePointKind.NAMED, "before the sale, ü", 0L, 130L, 7000L),
                new RestorePoint(RestorePointKind.DDL, "ALTER TABLE", 8L, 140L, 8000L)))
        .build();
  }

  private static Manifest checkpoint() {
    return Manifest.newBuilder(FormatTest.manifest())
        .setNumber(1000)
        .setKind(ManifestKind.CHECKPOINT)
        .setObjects(
            List.of(
                object(Layout.index(1, 999, Sha256.of(new byte[0])), ObjectKind.INDEX)
                    .setRows(999)
                    .build()))
        .setTransactions(0)
        .setChanges(0)
        .setFirst(null)
        .build();
  }

  private static Manifest end() {
    return Manifest.newBuilder(FormatTest.manifest())
        .setKind(ManifestKind.END)
        .setTransactions(0)
        .setChanges(0)
        .setFirst(null)
        .setReason("replication slot holdfast_orders is gone")
        .build();
  }

  private static StoredObject.Builder object(String name, ObjectKind kind) {
    return StoredObject.newBuilder()
        .setName(name)
        .setKind(kind)
        .setBytes(5)
        .setSha256(ByteBuffer.wrap(Sha256.of(name.getBytes(StandardCharsets.UTF_8))));
  }

  private static StoredObject.Builder table(String name, ObjectKind kind) {
    return object(name, kind)
        .setSchemaName("public")
        .setTableName("orders")
        .setColumns(List.of("id", "Größe"))
        .setKey(List.of("id"))
        .setOid(16384)
        .setColumnTypes(List.of("20:-1", "1043:36"))
        .setColumnNumbers(List.of(1, 3));
  }

  private static List<Object> records() {
    Message within = Records.message(1, "application", 90);
    within.setTransactional(true);
    within.setContent(ByteBuffer.wrap(new byte[] {0, 1, (byte) 0xFF}));
    Commit commit = Records.commit(1, 7, 100);
    commit.setPrevious(Records.key(50));
    commit.setRecords(7L);
    return List.of(
        Records.begin(1, 7, 100),
        Records.relation(1),
        Records.insert(1, "1", null, "tab\t, line\n, back\\slash, ü, 😀, \\N"),
        new ChangePart(1L, RowSide.AFTER, 1, 0, "long "),
        new ChangePart(1L, RowSide.AFTER, 1, 1, "text"),
        new Change(
            1L,
            ChangeKind.UPDATE,
            OldRow.KEY,
            Records.row("1", null, null),
            Records.row("2", Marker.IN_PARTS, Marker.UNCHANGED)),
        new Change(1L, ChangeKind.DELETE, OldRow.FULL, Records.row("2", "", null), null),
        within,
        new Truncate(List.of(1L), true, false),
        commit,
        Records.message(1, "holdfast.point", 120));
  }
}
