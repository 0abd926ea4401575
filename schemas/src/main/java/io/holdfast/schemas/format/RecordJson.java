package io.holdfast.schemas.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.Schema.Field;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;

/**
 * Records, and maps, collections and scalars that may hold some, as plain JSON: fields in the order
 * of the schema, a union as the value that is there, bytes in base64, durations in milliseconds,
 * what is no number in JSON (NaN, infinity) as a string, anything else by its {@code toString}.
 */
public final class RecordJson {

  private static final JsonFactory JSON = new JsonFactory();

  private RecordJson() {}

  /** On one line, harmless to a terminal. */
  public static String of(Object value) {
    var text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      write(value, json);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return Text.harmless(text.toString());
  }

  /** As a part of a larger text. */
  public static void write(Object value, JsonGenerator json) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof IndexedRecord record) {
      writeRecord(record, json);
    } else if (value instanceof Map<?, ?> map) {
      writeMap(map, json);
    } else if (value instanceof Collection<?> items) {
      json.writeStartArray();
      for (Object item : items) {
        write(item, json);
      }
      json.writeEndArray();
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (value instanceof Integer number) {
      json.writeNumber(number);
    } else if (value instanceof Long number) {
      json.writeNumber(number);
    } else if (value instanceof Float number) {
      json.writeNumber(number);
    } else if (value instanceof Double number) {
      json.writeNumber(number);
    } else if (value instanceof Duration span) {
      json.writeNumber(span.toMillis());
    } else if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      json.writeBinary(bytes);
    } else if (value instanceof GenericFixed fixed) {
      json.writeBinary(fixed.bytes());
    } else {
      json.writeString(value.toString());
    }
  }

  private static void writeRecord(IndexedRecord record, JsonGenerator json) throws IOException {
    json.writeStartObject();
    for (Field field : record.getSchema().getFields()) {
      json.writeFieldName(field.name());
      write(record.get(field.pos()), json);
    }
    json.writeEndObject();
  }

  private static void writeMap(Map<?, ?> map, JsonGenerator json) throws IOException {
    json.writeStartObject();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      json.writeFieldName(entry.getKey().toString());
      write(entry.getValue(), json);
    }
    json.writeEndObject();
  }
}
