package io.holdfast.schemas.format;

import io.holdfast.schemas.registry.RegistryException;
import io.holdfast.schemas.serde.MalformedRecordException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * One record as one line.
 *
 * <pre>
 *  2026-11-22T10:41:08.123Z  rack3-gpu07  Heartbeat {"node":"rack3-gpu07", …}
 *  2026-11-22T10:41:08.250Z  -            Pulse {"session":-47, …}                       no key
 *  2026-11-22T10:41:09.000Z  orders-3     (deleted)                                      a tombstone
 *  2026-11-22T10:41:09.100Z  rack3-gpu08  (not readable, TRUNCATED: …) 0x0000000001…     bytes that are no record
 *  2026-11-22T10:41:09.200Z  rack3-gpu08  (dead letter, exception=CORRUPT, topic=…) 0x…  of the dead-letters topic
 * </pre>
 */
final class RecordLine {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);
  private static final String DEAD_LETTERS = "dead-letters";
  private static final String REASON_HEADERS = "__streams.errors.";
  private static final String STACK_TRACE = REASON_HEADERS + "stacktrace";
  private static final int KEY_BYTES = 200;
  private static final int HEADER_BYTES = 500;
  private static final int BYTES_SHOWN = 64;

  private final Deserializer<GenericRecord> values;

  RecordLine(Deserializer<GenericRecord> values) {
    this.values = values;
  }

  String of(ConsumerRecord<byte[], byte[]> record) {
    return time(record) + "  " + key(record) + "  " + value(record);
  }

  private static String time(ConsumerRecord<byte[], byte[]> record) {
    return record.timestamp() < 0
        ? "-".repeat("yyyy-MM-ddTHH:mm:ss.SSSZ".length())
        : TIME.format(Instant.ofEpochMilli(record.timestamp()));
  }

  private static String key(ConsumerRecord<byte[], byte[]> record) {
    return record.key() == null ? "-" : Text.of(record.key(), KEY_BYTES);
  }

  private String value(ConsumerRecord<byte[], byte[]> record) {
    if (record.topic().endsWith(DEAD_LETTERS)) {
      return "(dead letter%s) %s".formatted(reasons(record), bytes(record.value()));
    }
    if (record.value() == null) {
      return "(deleted)";
    }
    try {
      GenericRecord value = values.deserialize(record.topic(), record.value());
      return value.getSchema().getName() + " " + RecordJson.of(value);
    } catch (MalformedRecordException e) {
      return notReadable(e.reason().name(), e, record.value());
    } catch (RegistryException e) {
      return notReadable(e.reason().name(), e, record.value());
    }
  }

  private static String notReadable(String reason, Exception e, byte[] value) {
    return "(not readable, %s: %s) %s"
        .formatted(reason, Text.harmless(e.getMessage()), bytes(value));
  }

  private static String reasons(ConsumerRecord<byte[], byte[]> record) {
    var reasons = new StringBuilder();
    for (Header header : record.headers()) {
      if (!header.key().equals(STACK_TRACE) && header.value() != null) {
        String name = header.key().replace(REASON_HEADERS, "");
        reasons.append(", ").append(Text.harmless(name)).append('=');
        reasons.append(Text.of(header.value(), HEADER_BYTES));
      }
    }
    return reasons.toString();
  }

  private static String bytes(byte[] value) {
    return value == null ? "(no value)" : Text.hex(value, BYTES_SHOWN);
  }
}
