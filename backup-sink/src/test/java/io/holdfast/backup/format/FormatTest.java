package io.holdfast.backup.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.backup.domain.Records;
import io.holdfast.backup.domain.RowChange;
import io.holdfast.backup.domain.TableName;
import io.holdfast.records.Begin;
import io.holdfast.records.Change;
import io.holdfast.records.Manifest;
import io.holdfast.records.ManifestKind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;

class FormatTest {

  @Test
  void namesSortInTheOrderOfWhatTheyName() {
    assertThat(Layout.manifest(1)).isEqualTo("manifests/0000000000/0000000000000001.avro");
    assertThat(Layout.manifest(1234567)).isEqualTo("manifests/0000001234/0000000001234567.avro");
    assertThat(Layout.manifestNumber("orders/c/" + Layout.manifest(1234567))).isEqualTo(1234567);
    assertThat(Layout.segment(0xa7, 0x16B3748, Sha256.of(new byte[0])))
        .isEqualTo("segments/00000000000000a7-00000000016B3748-e3b0c44298fc1c14.avro");
    assertThat(Layout.tablePiece(Layout.BASE, 3, new TableName("public", "a/b \"ü\""), 1))
        .isEqualTo("base/00003-public.a_b____-00001.copy.zst");
  }

  @Test
  void equalManifestsAreEqualBytes() throws IOException {
    byte[] once = ManifestFile.of(manifest()).bytes();
    byte[] again = ManifestFile.of(manifest()).bytes();

    assertThat(again).isEqualTo(once);
    assertThat(ManifestFile.read(once).manifest()).isEqualTo(manifest());
  }

  @Test
  void aManifestOfTheFirstVersionIsReadAndWrittenByteForByte() throws IOException {
    byte[] golden = Golden.file("manifest-1.avro", ManifestFile.of(manifest()).bytes());

    assertThat(ManifestFile.read(golden).manifest()).isEqualTo(manifest());
    assertThat(ManifestFile.of(manifest()).bytes()).isEqualTo(golden);
  }

  @Test
  void bytesThatAreNoManifestAreRefused() {
    assertThatThrownBy(() -> ManifestFile.read(new byte[] {1, 2, 3}))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aSegmentOfTheFirstVersionIsRead() throws IOException {
    List<Object> records = new ArrayList<>();
    SegmentFile.read(new ByteArrayInputStream(resource("segment-1.avro")), records::add);

    assertThat(records).isEqualTo(records());
  }

  @Test
  void aSegmentIsReadBackAsItWasWritten() throws IOException {
    List<Object> records = new ArrayList<>();
    SegmentFile.read(new ByteArrayInputStream(segment()), records::add);

    assertThat(records).isEqualTo(records());
  }

  @Test
  void theChangesOfASegmentAreReadAsLines() throws IOException {
    List<Object> records = rows(resource("segment-1.avro"));

    assertThat(records)
        .usingRecursiveComparison()
        .isEqualTo(
            records().stream()
                .map(record -> record instanceof Change change ? RowChange.of(change) : record)
                .toList());
    assertThat(records).hasAtLeastOneElementOfType(RowChange.class);
  }

  @Test
  void theChangesOfASegmentOfAnotherSchemaAreReadAsLinesToo() throws IOException {
    Schema fewer = Schema.createUnion(List.of(Begin.getClassSchema(), Change.getClassSchema()));
    Object change = records().stream().filter(Change.class::isInstance).findFirst().get();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataFileWriter<Object> writer =
        new DataFileWriter<>(new SpecificDatumWriter<>(fewer)).create(fewer, bytes)) {
      writer.append(change);
    }
    List<Object> records = rows(bytes.toByteArray());

    assertThat(records)
        .usingRecursiveComparison()
        .isEqualTo(List.of(RowChange.of((Change) change)));
  }

  @Test
  void theBlocksOfASegmentAreReadInAnyOrder() throws IOException {
    Object change = records().stream().filter(Change.class::isInstance).findFirst().get();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataFileWriter<Object> writer = SegmentFile.writer(bytes, "orders", "c", 2)) {
      for (int block = 0; block < 3; block++) {
        writer.append(change);
        writer.sync();
        writer.append(records().get(0));
      }
    }
    List<SegmentFile.Block> blocks = blocks(bytes.toByteArray());
    List<Object> rows = new ArrayList<>();
    RowChangeReader reader = new RowChangeReader();
    for (int block = blocks.size() - 1; block >= 0; block--) {
      reader.read(blocks.get(block), rows::add);
    }

    Object row = RowChange.of((Change) change);
    Object begin = records().get(0);
    assertThat(blocks).hasSize(4);
    assertThat(rows)
        .usingRecursiveComparison()
        .isEqualTo(List.of(begin, begin, row, begin, row, row));
  }

  @Test
  void aBlockThatHoldsMoreOrLessThanItsRecordsIsRefused() throws IOException {
    SegmentFile.Block whole = blocks(segment()).get(0);
    RowChangeReader reader = new RowChangeReader();

    assertThatThrownBy(() -> reader.read(counting(whole, whole.records() - 1), record -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "an object that should be a segment is not one: a block holds more than its records");
    assertThatThrownBy(() -> reader.read(counting(whole, whole.records() + 1), record -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "an object that should be a segment is not one: a block holds less than its records");
  }

  private static SegmentFile.Block counting(SegmentFile.Block block, long records) {
    return new SegmentFile.Block(block.schema(), records, block.bytes());
  }

  private static List<SegmentFile.Block> blocks(byte[] segment) throws IOException {
    List<SegmentFile.Block> blocks = new ArrayList<>();
    SegmentFile.readBlocks(new ByteArrayInputStream(segment), blocks::add);
    return blocks;
  }

  /** The records of a segment, changes as lines. */
  static List<Object> rows(byte[] segment) throws IOException {
    List<Object> rows = new ArrayList<>();
    RowChangeReader reader = new RowChangeReader();
    for (SegmentFile.Block block : blocks(segment)) {
      reader.read(block, rows::add);
    }
    return rows;
  }

  @Test
  void aSegmentThatIsCutShortIsRefused() throws IOException {
    byte[] segment = segment(records());
    int header = segment(List.of()).length;
    for (int length = header + 1; length < segment.length; length++) {
      byte[] cut = Arrays.copyOf(segment, length);

      assertThatThrownBy(() -> SegmentFile.read(asOfAFile(cut), record -> {}))
          .as("%d of %d bytes", length, segment.length)
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> SegmentFile.readBlocks(asOfAFile(cut), block -> {}))
          .as("%d of %d bytes", length, segment.length)
          .isInstanceOf(IOException.class);
    }
  }

  /** Avro asks a stream over an array how much is left, and no other. */
  private static InputStream asOfAFile(byte[] bytes) {
    return new FilterInputStream(new ByteArrayInputStream(bytes)) {};
  }

  static byte[] segment() throws IOException {
    return segment(records());
  }

  private static byte[] segment(List<Object> records) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataFileWriter<Object> writer = SegmentFile.writer(bytes, "orders", "c", 2)) {
      for (Object record : records) {
        writer.append(record);
      }
    }
    return bytes.toByteArray();
  }

  private static List<Object> records() {
    return List.of(
        Records.begin(1, 7, 100),
        Records.relation(1),
        Records.insert(1, "1", null, "ü"),
        Records.commit(1, 7, 100),
        Records.message(1, "holdfast.point", 120));
  }

  static Manifest manifest() {
    return Manifest.newBuilder()
        .setDatabase("orders")
        .setChain("20261122T020000Z-4f1c2b7a")
        .setNumber(2)
        .setKind(ManifestKind.SEGMENT)
        .setPrevious(ByteBuffer.wrap(Sha256.of(new byte[0])))
        .setCreatedAtMicros(1)
        .setSystemId(Records.SYSTEM)
        .setTimeline(1)
        .setChangesTopicId("id")
        .setNextOffset(9)
        .setObjects(List.of())
        .setBaseLsn(0)
        .setTransactions(1)
        .setChanges(1)
        .setFirst(Records.key(100))
        .setLast(Records.key(100))
        .setLastXid(7)
        .setLastCommittedAtMicros(7000)
        .build();
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = FormatTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }
}
