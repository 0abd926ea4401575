package io.holdfast.schemas.serde;

import io.holdfast.schemas.signature.Signer;
import io.holdfast.schemas.signature.Writers;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Generated records to the Confluent wire format, byte for byte as Confluent's serializer writes
 * them, under the same configuration keys. Null, a tombstone, stays null. Safe for use by several
 * threads.
 *
 * <p>Throws {@link io.holdfast.schemas.registry.RegistryException} when a schema is written for the
 * first time and the registry cannot be asked or refuses it, {@link SerializationException} when
 * the record itself cannot be written.
 *
 * @param <T> common type of the records
 */
public final class AvroSerializer<T extends SpecificRecord> implements Serializer<T> {

  private static final ThreadLocal<BoundedEncoder> ENCODER =
      ThreadLocal.withInitial(BoundedEncoder::new);

  private final Map<String, Map<Schema, Writer>> writers = new ConcurrentHashMap<>();
  private SerdeConfig config;
  private boolean isKey;

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    this.isKey = isKey;
    this.config = SerdeConfig.from(configs, isKey);
  }

  @Override
  public byte[] serialize(String topic, T record) {
    if (record == null) {
      return null;
    }
    Schema schema = record.getSchema();
    BoundedEncoder encoder = ENCODER.get();
    try {
      Writer writer = writer(topic, schema);
      encoder.begin(writer.id(), config.maxRecordBytes());
      writer.datum().write(record, encoder);
      return encoder.toBytes();
    } catch (IOException | NullPointerException | ClassCastException | IllegalStateException e) {
      throw new SerializationException(
          "A %s cannot be written to %s: %s".formatted(schema.getFullName(), topic, e.getMessage()),
          e);
    }
  }

  /** With a signature in the headers, of what is signed and where there is a key. */
  @Override
  public byte[] serialize(String topic, Headers headers, T record) {
    byte[] bytes = serialize(topic, record);
    headers.remove(Signer.HEADER); // of what this was made from
    if (bytes != null && config.signer().isPresent() && Writers.of(record).isPresent()) {
      headers.add(Signer.HEADER, config.signer().get().sign(topic, bytes));
    }
    return bytes;
  }

  private Writer writer(String topic, Schema schema) {
    Map<Schema, Writer> ofTopic = writers.get(topic);
    Writer known = ofTopic == null ? null : ofTopic.get(schema);
    return known == null ? makeWriter(topic, schema) : known;
  }

  private Writer makeWriter(String topic, Schema schema) {
    if (config == null) {
      throw new SerializationException("AvroSerializer was not configured: call configure first.");
    }
    String subject = config.naming().subject(topic, isKey, schema.getFullName());
    int id = config.lookup().id(config.registry(), subject, schema);
    var writer = new Writer(id, new SpecificDatumWriter<>(schema, directCoding()));
    writers.computeIfAbsent(topic, t -> new ConcurrentHashMap<>()).put(schema, writer);
    return writer;
  }

  /** Generated classes write their own fields, without boxing. */
  private static SpecificData directCoding() {
    var data = new SpecificData();
    data.setCustomCoders(true);
    return data;
  }

  private record Writer(int id, SpecificDatumWriter<Object> datum) {}
}
