package io.holdfast.backup.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.records.Begin;
import io.holdfast.records.Change;
import io.holdfast.records.ChangeKind;
import io.holdfast.records.ChangePart;
import io.holdfast.records.Column;
import io.holdfast.records.Commit;
import io.holdfast.records.Marker;
import io.holdfast.records.Message;
import io.holdfast.records.OldRow;
import io.holdfast.records.Relation;
import io.holdfast.records.ReplicaIdentity;
import io.holdfast.records.RowSide;
import io.holdfast.records.TransactionKey;
import io.holdfast.records.Truncate;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PgOutputTest {

  private static final CaptureSession SESSION =
      new CaptureSession(7, 7_000_000_000_000_000_001L, 3);

  private final PgOutput pgOutput = new PgOutput(SESSION, 1 << 19);

  @Test
  void beginCarriesTheCommitItWillHave() {
    ByteBuffer golden = hex("42" + "00000000016b3748" + "0002f2a2b1c3d4e5" + "000002e7");

    assertThat(decoded(golden))
        .containsExactly(
            new Begin(
                7L,
                7_000_000_000_000_000_001L,
                3,
                743L,
                0x16b3748L,
                0x2f2a2b1c3d4e5L + 946_684_800_000_000L));
  }

  @Test
  void aMessageOfTheBackupIsNeverCut() {
    PgOutput small = new PgOutput(SESSION, 8);
    byte[] text = "nine byte".getBytes(StandardCharsets.UTF_8);
    Wire message = Wire.of('M').int8(0).int64(5).string(Prefix.ROLES).int32(text.length);
    for (byte one : text) {
      message.int8(one);
    }

    assertThatThrownBy(() -> small.accept(message.buffer()))
        .isInstanceOf(CutMessage.class)
        .hasMessage(
            "a message holdfast.roles has 9 bytes, and 8 are the most that is taken: emit it in parts");
  }

  @Test
  void commitCarriesItsKeyAndTheTransactionThatBegan() {
    decoded(Wire.of('B').int64(100).int64(0).int32(743).buffer());
    ByteBuffer golden =
        hex("43" + "00" + "00000000016b3748" + "00000000016b3778" + "0000000000000001");

    assertThat(decoded(golden))
        .containsExactly(
            new Commit(
                7L,
                743L,
                new TransactionKey(7_000_000_000_000_000_001L, 3, 0x16b3748L, 0x16b3778L),
                null,
                946_684_800_000_001L,
                0L));
  }

  @Test
  void relationCarriesColumnsAndKey() {
    ByteBuffer golden =
        hex(
            "52"
                + "00004001"
                + "7075626c696300"
                + "6f726465727300"
                + "64"
                + "0002"
                + ("01" + "696400" + "00000014" + "ffffffff")
                + ("00" + "c39c00" + "00000413" + "00000024"));

    assertThat(decoded(golden))
        .containsExactly(
            new Relation(
                16385L,
                "public",
                "orders",
                ReplicaIdentity.DEFAULT,
                List.of(new Column("id", true, 20L, -1), new Column("Ü", false, 1043L, 36))));
  }

  @Test
  void insertCarriesTextNullAndTheEmptyString() {
    ByteBuffer golden =
        hex("49" + "00004001" + "4e" + "0003" + "74000000023432" + "6e" + "7400000000");

    assertThat(decoded(golden))
        .containsExactly(
            new Change(
                16385L, ChangeKind.INSERT, OldRow.NONE, null, Arrays.asList("42", null, "")));
  }

  @Test
  void updateOfAKeyCarriesTheOldKeyAndUnchangedValuesAreMarked() {
    ByteBuffer golden =
        hex(
            "55"
                + "00004001"
                + "4b"
                + "0002"
                + "740000000131"
                + "6e"
                + "4e"
                + "0002"
                + "740000000132"
                + "75");

    assertThat(decoded(golden))
        .containsExactly(
            new Change(
                16385L,
                ChangeKind.UPDATE,
                OldRow.KEY,
                Arrays.asList("1", null),
                Arrays.asList("2", Marker.UNCHANGED)));
  }

  @Test
  void deleteUnderFullIdentityCarriesTheWholeRow() {
    ByteBuffer golden = hex("44" + "00004001" + "4f" + "0001" + "740000000131");

    assertThat(decoded(golden))
        .containsExactly(new Change(16385L, ChangeKind.DELETE, OldRow.FULL, List.of("1"), null));
  }

  @Test
  void truncateNamesAllTablesAndItsOptions() {
    ByteBuffer golden = hex("54" + "00000002" + "03" + "00004001" + "00004002");

    assertThat(decoded(golden)).containsExactly(new Truncate(List.of(16385L, 16386L), true, true));
  }

  @Test
  void messageBetweenTransactionsCarriesItsEnd() {
    ByteBuffer golden = hex("4d" + "00" + "00000000016b3748" + "612e6200" + "00000002" + "00ff");

    assertThat(decoded(golden))
        .containsExactly(
            new Message(
                7L,
                7_000_000_000_000_000_001L,
                3,
                0x16b3748L,
                false,
                "a.b",
                ByteBuffer.wrap(new byte[] {0, (byte) 0xff})));
  }

  @Test
  void typesAndOriginsAreNoRecords() {
    assertThat(decoded(Wire.of('Y').int32(1).string("s").string("t").buffer())).isEmpty();
    assertThat(decoded(Wire.of('O').int64(1).string("o").buffer())).isEmpty();
  }

  @Test
  void aLongValueComesInPartsOfWholeCharactersBeforeItsChange() {
    PgOutput small = new PgOutput(SESSION, 70);
    String value = "aé😀".repeat(50);

    List<Object> records =
        decoded(small, Wire.of('I').int32(1).int8('N').int16(2).text("short").text(value).buffer());

    Change change = (Change) records.get(records.size() - 1);
    assertThat(change.getAfter()).containsExactly("short", Marker.IN_PARTS);
    StringBuilder whole = new StringBuilder();
    for (int i = 0; i < records.size() - 1; i++) {
      ChangePart part = (ChangePart) records.get(i);
      assertThat(part.getPart()).isEqualTo(i);
      assertThat(part.getColumn()).isEqualTo(1);
      assertThat(part.getRow()).isEqualTo(RowSide.AFTER);
      whole.append(part.getText());
    }
    assertThat(whole).hasToString(value);
    assertThat(records).hasSizeGreaterThan(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "7a", // unknown type
        "42000000", // cut short
        "49000040014e000174000000ff31", // a value longer than the message
        "49000040014e000162000000013100", // binary value
        "490000400178", // unknown tuple
        "540000000f00", // more tables than bytes
        "4d00000000000000000061007fffffff", // a message longer than it is
        "42000000000000000000000000000000000000000000ff", // bytes left over
        "52000000017000740078000000" // unknown replica identity
      })
  void whatIsNotTheProtocolIsRefused(String bytes) {
    assertThatThrownBy(() -> pgOutput.accept(hex(bytes))).isInstanceOf(MalformedStream.class);
  }

  private static ByteBuffer hex(String bytes) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(bytes));
  }

  private List<Object> decoded(ByteBuffer message) {
    return decoded(pgOutput, message);
  }

  private static List<Object> decoded(PgOutput output, ByteBuffer message) {
    output.accept(message);
    List<Object> records = new ArrayList<>();
    for (Object record = output.next(); record != null; record = output.next()) {
      records.add(record);
    }
    return records;
  }
}
