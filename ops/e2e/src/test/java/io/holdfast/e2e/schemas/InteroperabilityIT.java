package io.holdfast.e2e.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.SandboxExtension;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import io.holdfast.schemas.records.SampleRecords;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Apicurio's serde, set to the Confluent wire format, is the independent peer. */
class InteroperabilityIT {

  @RegisterExtension static final SandboxExtension sandbox = SandboxExtension.with(Part.REGISTRY);

  /** Every type in every topic that carries it. */
  static Stream<Arguments> values() {
    var topics = Topics.withPrefix("interoperability.");
    return Stream.concat(topics.all().stream(), topics.of("orders").stream())
        .flatMap(topic -> topic.valueTypes().stream().map(type -> Arguments.of(topic, type)));
  }

  @ParameterizedTest
  @MethodSource("values")
  void thePeerWritesTheSameBytesAndReadsOurs(
      Topic<String, SpecificRecord> topic, Class<? extends SpecificRecord> type) {
    SpecificRecord record = SampleRecords.fill(type);

    byte[] ours = serde(topic).serializer().serialize(topic.name(), record);

    assertThat(theirSerializerOfWholeSchemas(topic.subject(type)).serialize(topic.name(), record))
        .isEqualTo(ours);
    assertThat(theirDeserializer().deserialize(topic.name(), ours)).isEqualTo(record);
  }

  /** The peer registers a schema in parts, so that its id is another. */
  @ParameterizedTest
  @MethodSource("values")
  void whatThePeerWritesWithItsOwnSchemasIsRead(
      Topic<String, SpecificRecord> topic, Class<? extends SpecificRecord> type) {
    String theirTopic = "of-the-peer." + topic.name();
    SpecificRecord record = SampleRecords.fill(type);

    byte[] theirs =
        theirSerializerOfParts(theirTopic + "-" + type.getName()).serialize(theirTopic, record);

    assertThat(serde(topic).deserializer().deserialize(theirTopic, theirs)).isEqualTo(record);
  }

  private static Serde<SpecificRecord> serde(Topic<String, SpecificRecord> topic) {
    return topic.valueSerde(Map.of("schema.registry.url", sandbox.registryUrl()));
  }

  private static Serializer<SpecificRecord> theirSerializerOfWholeSchemas(String subject) {
    Map<String, Object> settings = theirSettings();
    settings.put("apicurio.registry.auto-register", true);
    settings.put("apicurio.registry.dereference-schema", true);
    return theirSerializer(subject, settings);
  }

  private static Serializer<SpecificRecord> theirSerializerOfParts(String subject) {
    Map<String, Object> settings = theirSettings();
    settings.put("apicurio.registry.auto-register", true);
    return theirSerializer(subject, settings);
  }

  private static Serializer<SpecificRecord> theirSerializer(
      String subject, Map<String, Object> settings) {
    settings.put("apicurio.registry.artifact.group-id", "default");
    settings.put("apicurio.registry.artifact.artifact-id", subject);
    var serializer = new AvroKafkaSerializer<SpecificRecord>();
    serializer.configure(settings, false);
    return serializer;
  }

  private static Deserializer<SpecificRecord> theirDeserializer() {
    Map<String, Object> settings = theirSettings();
    settings.put("apicurio.registry.use-specific-avro-reader", true);
    var deserializer = new AvroKafkaDeserializer<SpecificRecord>();
    deserializer.configure(settings, false);
    return deserializer;
  }

  private static Map<String, Object> theirSettings() {
    Map<String, Object> settings = new HashMap<>();
    settings.put(
        "apicurio.registry.url",
        sandbox.registryUrl().replace("/apis/ccompat/v7", "/apis/registry/v2"));
    settings.put(
        "apicurio.registry.id-handler", "io.apicurio.registry.serde.Default4ByteIdHandler");
    settings.put("apicurio.registry.use-id", "contentId");
    settings.put("apicurio.registry.headers.enabled", false);
    settings.put("apicurio.registry.avro.encoding", "BINARY");
    return settings;
  }
}
