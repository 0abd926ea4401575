package io.holdfast.cli.cluster;

import io.holdfast.schemas.Topic;
import io.holdfast.schemas.serde.AvroSerde;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** Keys and values of the contract's topics, made for each topic when it is first met. */
final class Codecs {

  private final Map<String, ?> settings;
  private final Map<String, AvroSerde<?>> serdes = new HashMap<>();

  /**
   * @param settings {@code schema.registry.url} and what belongs to it
   */
  Codecs(Map<String, ?> settings) {
    this.settings = settings;
  }

  <V extends SpecificRecord> V read(Topic<String, V> topic, byte[] value) {
    return serde(topic).deserializer().deserialize(topic.name(), value);
  }

  <V extends SpecificRecord> byte[] write(Topic<String, V> topic, V value) {
    return serde(topic).serializer().serialize(topic.name(), value);
  }

  static byte[] key(String key) {
    return key == null ? null : key.getBytes(StandardCharsets.UTF_8);
  }

  static String key(byte[] key) {
    return key == null ? null : new String(key, StandardCharsets.UTF_8);
  }

  @SuppressWarnings("unchecked")
  private <V extends SpecificRecord> AvroSerde<V> serde(Topic<String, V> topic) {
    return (AvroSerde<V>)
        serdes.computeIfAbsent(
            topic.name(), name -> AvroSerde.ofValues(topic.valueTypes(), settings));
  }
}
