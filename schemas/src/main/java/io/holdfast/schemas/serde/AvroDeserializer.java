package io.holdfast.schemas.serde;

import io.holdfast.schemas.serde.MalformedRecordException.Reason;
import io.holdfast.schemas.signature.TrustedKeys;
import io.holdfast.schemas.signature.Writers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * The Confluent wire format to generated records, under Confluent's configuration keys. Null stays
 * null. Safe for use by several threads.
 *
 * <p>Throws {@link MalformedRecordException} for bytes that will never be a record of the topic,
 * and {@link io.holdfast.schemas.registry.RegistryException} when a schema id is seen for the first
 * time and the registry cannot be asked: the same bytes may be readable later.
 *
 * @param <T> common type of the records
 */
public final class AvroDeserializer<T extends SpecificRecord> implements Deserializer<T> {

  private final RecordTypes types;
  private RecordReaders readers;
  private TrustedKeys trusted = TrustedKeys.none();

  /** To be configured by Kafka; reads every generated record that is on the class path. */
  public AvroDeserializer() {
    this(RecordTypes.onClassPath());
  }

  /** To be configured; reads these types and no others. */
  public AvroDeserializer(List<? extends Class<? extends T>> types) {
    this(RecordTypes.only(types));
  }

  private AvroDeserializer(RecordTypes types) {
    this.types = types;
  }

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    var config = SerdeConfig.from(configs, isKey);
    trusted = config.trusted();
    readers = new RecordReaders(config.registry(), types::readerOf, config.maxRecordBytes());
  }

  /** Without its headers it is not signed. */
  @Override
  public T deserialize(String topic, byte[] bytes) {
    return deserialize(topic, new RecordHeaders(), bytes);
  }

  @Override
  public T deserialize(String topic, Headers headers, byte[] bytes) {
    return bytes == null ? null : signed(topic, headers, bytes, read(bytes, 0, bytes.length));
  }

  /** Reads the buffer's array in place where it has one, and nothing has to be verified. */
  @Override
  public T deserialize(String topic, Headers headers, ByteBuffer data) {
    if (data == null) {
      return null;
    }
    if (data.hasArray() && trusted.isEmpty()) {
      return read(data.array(), data.arrayOffset() + data.position(), data.remaining());
    }
    byte[] copy = new byte[data.remaining()];
    data.duplicate().get(copy);
    return deserialize(topic, headers, copy);
  }

  private T signed(String topic, Headers headers, byte[] bytes, T record) {
    if (trusted.isEmpty()) {
      return record;
    }
    Optional<String> writer = Writers.of(record);
    if (writer.isPresent() && !trusted.accepts(writer.get(), topic, headers, bytes)) {
      throw new MalformedRecordException(
          Reason.UNAUTHENTIC, "it is not signed with the key of " + writer.get());
    }
    return record;
  }

  @SuppressWarnings("unchecked")
  private T read(byte[] bytes, int start, int length) {
    if (readers == null) {
      throw new SerializationException(
          "AvroDeserializer was not configured: call configure first.");
    }
    return (T) readers.read(bytes, start, length);
  }
}
