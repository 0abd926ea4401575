package io.holdfast.schemas.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.schemas.records.RecordFiles.Write;
import io.holdfast.schemas.registry.MockSchemaRegistry;
import io.holdfast.schemas.serde.AvroSerde;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenBytesTest {

  private static final Pattern LINE = Pattern.compile("(.{64})");

  static List<Class<? extends SpecificRecord>> types() {
    return RecordFiles.types();
  }

  @ParameterizedTest
  @MethodSource("types")
  void aRecordIsWrittenAsItsGoldenBytes(Class<? extends SpecificRecord> type) {
    RecordFiles.keepHistory(type);
    Path file = RecordFiles.goldenFile(type, RecordFiles.history(type).size());
    String now =
        hex(serde(type, RecordFiles.schema(type)).serialize("t", SampleRecords.fill(type)));
    if (RecordFiles.WRITE != Write.NOTHING) {
      RecordFiles.write(file, now);
    }

    assertThat(file).as(RecordFiles.HOW_TO_WRITE).exists();
    assertThat(RecordFiles.read(file)).as("%s; %s", file, RecordFiles.HOW_TO_WRITE).isEqualTo(now);
  }

  @ParameterizedTest
  @MethodSource("types")
  void goldenBytesOfEveryVersionAreRead(Class<? extends SpecificRecord> type) {
    List<Schema> history = RecordFiles.history(type);
    for (int version = 1; version <= history.size(); version++) {
      byte[] bytes = bytes(RecordFiles.goldenFile(type, version));

      var record = serde(type, history.get(version - 1)).deserialize("t", bytes);

      if (version == history.size()) {
        assertThat(record).isEqualTo(SampleRecords.fill(type));
      } else {
        assertThat(record).as("version %d", version).isInstanceOf(type);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void nothingIsKeptBeyondTheVersionsThereAre(Class<? extends SpecificRecord> type) {
    int beyond = RecordFiles.history(type).size() + 1;

    assertThat(Files.exists(RecordFiles.goldenFile(type, beyond))).isFalse();
  }

  /** A serde over a registry in which id 1 is the schema given. */
  private static Coding serde(Class<? extends SpecificRecord> type, Schema writer) {
    String scope = UUID.randomUUID().toString();
    MockSchemaRegistry.scope(scope).register("t-value", writer);
    return new Coding(
        AvroSerde.<SpecificRecord>ofValues(
            List.of(type), Map.of("schema.registry.url", "mock://" + scope)));
  }

  private record Coding(AvroSerde<SpecificRecord> serde) {
    byte[] serialize(String topic, SpecificRecord record) {
      return serde.serializer().serialize(topic, record);
    }

    SpecificRecord deserialize(String topic, byte[] bytes) {
      return serde.deserializer().deserialize(topic, bytes);
    }
  }

  private static String hex(byte[] bytes) {
    return LINE.matcher(HexFormat.of().formatHex(bytes)).replaceAll("$1\n") + "\n";
  }

  private static byte[] bytes(Path file) {
    return HexFormat.of().parseHex(RecordFiles.read(file).replace("\n", ""));
  }
}
