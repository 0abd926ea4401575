package io.holdfast.schemas.serde;

import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * {@link AvroSerializer} and {@link AvroDeserializer} of one configuration.
 *
 * @param <T> common type of the records
 */
public final class AvroSerde<T extends SpecificRecord> implements Serde<T> {

  private final AvroSerializer<T> serializer;
  private final AvroDeserializer<T> deserializer;

  /** To be configured by Kafka; reads every generated record that is on the class path. */
  public AvroSerde() {
    this(new AvroSerializer<>(), new AvroDeserializer<>());
  }

  private AvroSerde(AvroSerializer<T> serializer, AvroDeserializer<T> deserializer) {
    this.serializer = serializer;
    this.deserializer = deserializer;
  }

  /**
   * Configured, for values of these types and no others.
   *
   * @throws org.apache.kafka.common.config.ConfigException if a setting is missing or wrong
   */
  public static <T extends SpecificRecord> AvroSerde<T> ofValues(
      List<? extends Class<? extends T>> types, Map<String, ?> settings) {
    var serde = new AvroSerde<T>(new AvroSerializer<>(), new AvroDeserializer<>(types));
    serde.configure(settings, false);
    return serde;
  }

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    serializer.configure(configs, isKey);
    deserializer.configure(configs, isKey);
  }

  @Override
  public Serializer<T> serializer() {
    return serializer;
  }

  @Override
  public Deserializer<T> deserializer() {
    return deserializer;
  }
}
