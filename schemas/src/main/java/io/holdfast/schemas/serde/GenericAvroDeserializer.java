package io.holdfast.schemas.serde;

import io.holdfast.schemas.registry.SchemaRegistry;
import io.holdfast.schemas.serde.MalformedRecordException.Reason;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * The Confluent wire format to generic records, whatever their type: for those who look at topics.
 * Same bounds, errors and configuration as {@link AvroDeserializer}.
 */
public final class GenericAvroDeserializer implements Deserializer<GenericRecord> {

  private RecordReaders readers;

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    readers =
        new RecordReaders(
            SchemaRegistry.from(configs),
            GenericAvroDeserializer::readerOf,
            SerdeConfig.maxRecordBytes(configs));
  }

  private static RecordReader readerOf(Schema writer) {
    return writer.getType() == Schema.Type.RECORD
        ? RecordReader.resolving(writer, writer, new GenericData())
        : RecordReader.refusing(
            Reason.UNEXPECTED_TYPE, "A %s, not a record.".formatted(writer.getFullName()));
  }

  @Override
  public GenericRecord deserialize(String topic, byte[] bytes) {
    if (bytes == null) {
      return null;
    }
    if (readers == null) {
      throw new SerializationException(
          "GenericAvroDeserializer was not configured: call configure first.");
    }
    return (GenericRecord) readers.read(bytes, 0, bytes.length);
  }
}
