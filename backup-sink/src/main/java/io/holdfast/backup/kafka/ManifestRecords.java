package io.holdfast.backup.kafka;

import io.holdfast.backup.format.ManifestFile;
import io.holdfast.schemas.registry.SchemaRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Manifests in the topic: in the wire format that all topics have, but read and written as the
 * files that stores hold. The registry has the text of each schema, so that what any version
 * decided is the same file, byte for byte, whoever reads it.
 */
public final class ManifestRecords {

  /** A zero, and the id of the schema. */
  private static final int HEADER_BYTES = 5;

  private final SchemaRegistry registry;
  private final boolean registers;

  /**
   * @param settings of serializers, by Confluent's names
   */
  public ManifestRecords(Map<String, ?> settings) {
    this.registry = SchemaRegistry.from(settings);
    Object asked = settings.get("auto.register.schemas");
    this.registers = asked == null || Boolean.parseBoolean(asked.toString());
  }

  /** As a serializer does. */
  public byte[] serialize(String topic, ManifestFile file) {
    String subject = topic + "-value";
    Schema schema = file.schema();
    int id = registers ? registry.register(subject, schema) : registry.id(subject, schema);
    byte[] record = file.record();
    return ByteBuffer.allocate(HEADER_BYTES + record.length)
        .put((byte) 0)
        .putInt(id)
        .put(record)
        .array();
  }

  /** As a deserializer does. */
  public ManifestFile deserialize(String topic, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes == null ? new byte[0] : bytes);
    if (in.remaining() < HEADER_BYTES || in.get() != 0) {
      throw new SerializationException("a record of topic " + topic + " is not a manifest");
    }
    Schema written = registry.schema(in.getInt());
    byte[] record = new byte[in.remaining()];
    in.get(record);
    try {
      return ManifestFile.of(written, record);
    } catch (IOException e) {
      throw new SerializationException("a record of topic " + topic + " is not a manifest", e);
    }
  }
}
