package io.holdfast.health.stream;

import io.holdfast.schemas.Topic;
import io.holdfast.schemas.serde.MalformedRecordException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Bytes of one of the input topics to keys and records. The app, its refold and the offline fold
 * read by this one, so that what one cannot read none can.
 */
public final class RecordReader {

  private final String topic;
  private final Deserializer<SpecificRecord> values;

  /**
   * @param topic whose record types are read, and no others
   * @param registry Confluent's configuration keys
   */
  public RecordReader(Topic<String, SpecificRecord> topic, Map<String, ?> registry) {
    this.topic = topic.name();
    this.values = topic.valueSerde(registry).deserializer();
  }

  public String key(byte[] bytes) {
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  /**
   * The record, null for null; what must be signed is verified by the headers.
   *
   * @throws MalformedRecordException when these bytes will never be a record of the topic
   * @throws io.holdfast.schemas.registry.RegistryException when the registry cannot be asked
   */
  public SpecificRecord value(Headers headers, byte[] bytes) {
    return values.deserialize(topic, headers, bytes);
  }
}
