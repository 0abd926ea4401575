package io.holdfast.schemas.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.records.LoadBalance;
import io.holdfast.records.Progress;
import io.holdfast.records.Pulse;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import io.holdfast.schemas.records.SampleRecords;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RecordFormatterTest {

  private static final long NOON = 1_795_348_800_000L;
  private static final Pulse PULSE = new Pulse(1L, -2L, "health-stream on h1");

  private final Topics topics = Topics.withDefaultPrefix();
  private final Map<String, Object> settings =
      new HashMap<>(Map.of("schema.registry.url", "mock://" + UUID.randomUUID()));

  static Stream<Arguments> values() {
    var topics = Topics.withDefaultPrefix();
    return Stream.concat(topics.all().stream(), topics.of("orders").stream())
        .flatMap(topic -> topic.valueTypes().stream().map(type -> Arguments.of(topic, type)));
  }

  @ParameterizedTest
  @MethodSource("values")
  void everyRecordOfEveryTopicIsOneLine(
      Topic<String, SpecificRecord> topic, Class<? extends SpecificRecord> type) {
    byte[] value = bytes(topic, SampleRecords.fill(type));

    assertThat(printed(record(topic.name(), "key", value)))
        .startsWith("2026-11-22T12:00:00.000Z  key  " + type.getSimpleName() + " {\"")
        .endsWith("}\n")
        .hasLineCount(1);
  }

  @Test
  void aPulseHasNoKey() {
    String name = topics.heartbeats().name();

    assertThat(printed(record(name, null, bytes(topics.heartbeats(), PULSE))))
        .isEqualTo(
            "2026-11-22T12:00:00.000Z  -  Pulse"
                + " {\"session\":1,\"monotonicNanos\":-2,\"pulser\":\"health-stream on h1\"}\n");
  }

  @Test
  void progressStandsUnderThePartition() {
    byte[] value = bytes(topics.nodeStatus(), SampleRecords.fill(Progress.class));

    assertThat(printed(record(topics.nodeStatus().name(), "~3", value)))
        .contains("  ~3  Progress {");
  }

  @Test
  void aTombstoneIsSaidInWords() {
    assertThat(printed(record(topics.nodes().name(), "n1", null)))
        .isEqualTo("2026-11-22T12:00:00.000Z  n1  (deleted)\n");
  }

  @Test
  void whatIsNoRecordIsShownAsBytesWithTheReason() {
    byte[] value = bytes(topics.heartbeats(), PULSE);
    value[0] = 9;

    assertThat(printed(record("t", "k", value)))
        .contains("  k  (not readable, MAGIC: The first byte is 0x09")
        .contains(") 0x0900000001");
    assertThat(printed(record("t", "k", new byte[0]))).contains("(not readable, TRUNCATED: ");
    assertThat(printed(record("t", "k", new byte[100_000])))
        .contains("UNKNOWN_SCHEMA")
        .contains("… (100000 bytes)")
        .hasSizeLessThan(500);
  }

  @Test
  void aRegistryThatIsAwayEndsNothing() {
    settings.put("schema.registry.url", "http://127.0.0.1:1");

    assertThat(printed(record("t", "k", new byte[] {0, 0, 0, 0, 1})))
        .contains("(not readable, UNREACHABLE: No answer from the schema registry at")
        .contains("0x0000000001");
  }

  @Test
  void aDeadLetterIsItsReasonAndItsBytes() {
    var letter = record(topics.deadLetters().name(), "k", new byte[] {1, 2, 3});
    letter.headers().add("__streams.errors.exception", "CORRUPT".getBytes(StandardCharsets.UTF_8));
    letter
        .headers()
        .add("__streams.errors.topic", "holdfast.nodes".getBytes(StandardCharsets.UTF_8));
    letter.headers().add("__streams.errors.stacktrace", "at …".getBytes(StandardCharsets.UTF_8));

    assertThat(printed(letter))
        .isEqualTo(
            "2026-11-22T12:00:00.000Z  k  (dead letter, exception=CORRUPT, topic=holdfast.nodes)"
                + " 0x010203\n");
  }

  @Test
  void aTerminalIsNotCommanded() {
    var hostile = new Pulse(1L, 2L, "\u001b[2J\n\u009b31m\u202e");

    assertThat(printed(record("t", "\u001b]0;x\u0007", bytes(topics.heartbeats(), hostile))))
        .hasLineCount(1)
        .doesNotContain("\u001b", "\u009b", "\u202e", "\u0007")
        .contains("\\u001B[2J\\n\\u009B31m\\u202E");
  }

  @Test
  void aKeyThatIsNoTextIsShownAsBytes() {
    var record = new ConsumerRecord<>("t", 0, 0L, new byte[] {(byte) 0xff, 1}, (byte[]) null);

    assertThat(printed(record)).contains("  0xff01  (deleted)");
  }

  @Test
  void partitionAndOffsetAreShownWhenAskedFor() {
    settings.put("print.partition", "true");
    settings.put("print.offset", "true");

    assertThat(printed(record("t", "k", null))).startsWith("partition 2  offset 77  2026-");
  }

  @Test
  void whatIsNoNumberInJsonIsAString() {
    var sample = SampleRecords.fill(LoadBalance.class);
    sample.setDegree(Double.NaN);

    assertThat(RecordJson.of(sample)).contains("\"degree\":\"NaN\"");
  }

  @Test
  void withoutARegistryUrlTheStartSaysWhatToGive() {
    settings.clear();

    assertThatThrownBy(() -> new RecordFormatter().configure(settings))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("--formatter-property schema.registry.url=");
  }

  @SuppressWarnings("unchecked")
  private byte[] bytes(Topic<String, ? extends SpecificRecord> topic, SpecificRecord value) {
    return ((Topic<String, SpecificRecord>) topic)
        .valueSerde(settings)
        .serializer()
        .serialize(topic.name(), value);
  }

  private static ConsumerRecord<byte[], byte[]> record(String topic, String key, byte[] value) {
    byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    return new ConsumerRecord<>(
        topic,
        2,
        77,
        NOON,
        TimestampType.LOG_APPEND_TIME,
        0,
        0,
        keyBytes,
        value,
        new RecordHeaders(),
        Optional.empty());
  }

  private String printed(ConsumerRecord<byte[], byte[]> record) {
    var output = new ByteArrayOutputStream();
    try (var formatter = new RecordFormatter();
        var print = new PrintStream(output, false, StandardCharsets.US_ASCII)) {
      formatter.configure(settings);
      formatter.writeTo(record, print);
    }
    return output.toString(StandardCharsets.UTF_8);
  }
}
