package io.holdfast.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.records.Heartbeat;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.records.Pulse;
import io.holdfast.schemas.Topics;
import io.holdfast.schemas.registry.MockSchemaRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AvroSerdeTest {

  private static final Pulse PULSE = new Pulse(1L, -2L, "health-stream on h1, pid 7");

  private final String scope = UUID.randomUUID().toString();
  private final MockSchemaRegistry registry = MockSchemaRegistry.scope(scope);
  private final Map<String, Object> settings =
      new HashMap<>(Map.of("schema.registry.url", "mock://" + scope));

  @Test
  void aRecordIsTheMagicByteTheIdAndWhatAvroItselfWrites() throws IOException {
    registry.register("other-value", Heartbeat.getClassSchema());

    byte[] bytes = serde().serializer().serialize("t", PULSE);

    var expected = new ByteArrayOutputStream();
    expected.write(new byte[] {0, 0, 0, 0, 2});
    var encoder = EncoderFactory.get().directBinaryEncoder(expected, null);
    new SpecificDatumWriter<Pulse>(Pulse.getClassSchema()).write(PULSE, encoder);
    assertThat(bytes).isEqualTo(expected.toByteArray());
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    var serde = serde();

    byte[] bytes = serde.serializer().serialize("t", PULSE);

    assertThat(serde.deserializer().deserialize("t", bytes)).isEqualTo(PULSE);
  }

  @Test
  void aBufferIsReadInPlace() {
    var serde = serde();
    byte[] bytes = serde.serializer().serialize("t", PULSE);
    var within = ByteBuffer.allocate(bytes.length + 7).position(3).put(bytes).flip().position(3);
    var direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();

    assertThat(serde.deserializer().deserialize("t", new RecordHeaders(), within)).isEqualTo(PULSE);
    assertThat(serde.deserializer().deserialize("t", new RecordHeaders(), direct)).isEqualTo(PULSE);
  }

  @Test
  void aTombstoneStaysATombstone() {
    assertThat(serde().serializer().serialize("t", null)).isNull();
    assertThat(serde().deserializer().deserialize("t", (byte[]) null)).isNull();
  }

  @Test
  void aRecordLongerThanTheBufferIsWrittenWhole() {
    var serde = serde();
    var big = new Pulse(1L, 2L, "ä€𝄞".repeat(100_000));

    byte[] bytes = serde.serializer().serialize("t", big);

    assertThat(serde.deserializer().deserialize("t", bytes)).isEqualTo(big);
    assertThat(serde.serializer().serialize("t", PULSE)).hasSizeLessThan(50);
  }

  @Test
  void aRecordTooLongToBeReadIsNotWritten() {
    settings.put("max.record.bytes", 1000);

    assertThatThrownBy(
            () -> serde().serializer().serialize("t", new Pulse(1L, 2L, "x".repeat(1001))))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("max.record.bytes");
  }

  @Test
  void aMissingFieldIsNamedInWords() {
    assertThatThrownBy(() -> serde().serializer().serialize("t", new Pulse(1L, 2L, null)))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("io.holdfast.records.Pulse cannot be written to t");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TopicRecordNameStrategy",
        "io.confluent.kafka.serializers.subject.TopicRecordNameStrategy"
      })
  void confluentsNamesOfTheStrategiesAreUnderstood(String strategy) {
    settings.put("value.subject.name.strategy", strategy);

    serde().serializer().serialize("t", PULSE);

    assertThat(registry.latest("t-io.holdfast.records.Pulse").schema())
        .isEqualTo(Pulse.getClassSchema());
  }

  @Test
  void withoutAutoRegistrationASchemaMustBeThere() {
    settings.put("auto.register.schemas", "false");
    var serializer = serde().serializer();

    assertThatThrownBy(() -> serializer.serialize("t", PULSE))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("auto.register.schemas");

    registry.register("t-value", Pulse.getClassSchema());
    assertThat(serializer.serialize("t", PULSE)).startsWith(0, 0, 0, 0, 1);
  }

  @Test
  void theLatestVersionIsTakenOnlyIfItsBytesAreTheSame() {
    settings.put("auto.register.schemas", false);
    settings.put("use.latest.version", true);
    registry.register("t-value", Pulse.getClassSchema());
    registry.register("u-value", Heartbeat.getClassSchema());

    assertThat(serde().serializer().serialize("t", PULSE)).startsWith(0, 0, 0, 0, 1);
    assertThatThrownBy(() -> serde().serializer().serialize("u", PULSE))
        .hasMessageContaining("use.latest.version=false");
  }

  @Test
  void genericRecordsAreNotPromised() {
    settings.put("specific.avro.reader", "false");

    assertThatThrownBy(this::serde)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("GenericAvroDeserializer");
  }

  @Test
  void configuredByKafkaEveryGeneratedRecordIsRead() {
    var deserializer = new AvroDeserializer<SpecificRecord>();
    deserializer.configure(settings, false);

    byte[] bytes = serde().serializer().serialize("t", PULSE);

    assertThat(deserializer.deserialize("t", bytes)).isEqualTo(PULSE);
  }

  @Test
  void aTopicOfOneTypeAndATopicOfSeveralHaveTheSubjectsOfTheContract() {
    var topics = Topics.withDefaultPrefix();
    settings.put("value.subject.name.strategy", "RecordNameStrategy");
    var heartbeat = new Heartbeat("n", "p", 1L, null, "b", 1L, 0L, 1, 1, 0, HeartbeatMode.NORMAL);

    var heartbeats = topics.heartbeats().valueSerde(settings);
    byte[] bytes = heartbeats.serializer().serialize(topics.heartbeats().name(), heartbeat);

    assertThat(heartbeats.deserializer().deserialize("t", bytes)).isEqualTo(heartbeat);
    assertThat(registry.latest("holdfast.heartbeats-io.holdfast.records.Heartbeat").id())
        .isEqualTo(1);
    assertThat(topics.deadLetters().valueSerde(settings).serializer().serialize("t", bytes))
        .isEqualTo(bytes);
    assertThat(topics.heartbeats().keySerde().serializer().serialize("t", "n")).hasSize(1);
  }

  private AvroSerde<SpecificRecord> serde() {
    return AvroSerde.ofValues(List.of(Pulse.class, Heartbeat.class), settings);
  }
}
