package io.holdfast.schemas.format;

import io.holdfast.schemas.serde.GenericAvroDeserializer;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.MessageFormatter;
import org.apache.kafka.common.config.ConfigException;

/**
 * For {@code kafka-console-consumer --formatter}: time, key and JSON of every record of every
 * topic, one line each.
 *
 * <p>Properties are those of the deserializers, {@code schema.registry.url} at least; without it
 * the environment variable {@code HOLDFAST_REGISTRY_URL} counts. {@code print.partition=true} and
 * {@code print.offset=true} put these in front. What cannot be read is printed as such; no record
 * ends the consumer.
 */
public final class RecordFormatter implements MessageFormatter {

  private static final String REGISTRY_URL = "schema.registry.url";
  private static final String REGISTRY_URL_VARIABLE = "HOLDFAST_REGISTRY_URL";

  private RecordLine line;
  private boolean printPartition;
  private boolean printOffset;

  @Override
  public void configure(Map<String, ?> properties) {
    Map<String, Object> settings = new HashMap<>(properties);
    settings.putIfAbsent(REGISTRY_URL, System.getenv(REGISTRY_URL_VARIABLE));
    if (settings.get(REGISTRY_URL) == null) {
      throw new ConfigException(
          "RecordFormatter needs --formatter-property %s=http://host:port, or %s in the environment."
              .formatted(REGISTRY_URL, REGISTRY_URL_VARIABLE));
    }
    settings.putIfAbsent("max.retries", 0);
    var values = new GenericAvroDeserializer();
    values.configure(settings, false);
    line = new RecordLine(values);
    printPartition = isTrue(properties, "print.partition");
    printOffset = isTrue(properties, "print.offset");
  }

  private static boolean isTrue(Map<String, ?> properties, String name) {
    return "true".equalsIgnoreCase(String.valueOf(properties.get(name)));
  }

  @Override
  public void writeTo(ConsumerRecord<byte[], byte[]> record, PrintStream output) {
    var text = new StringBuilder();
    if (printPartition) {
      text.append("partition ").append(record.partition()).append("  ");
    }
    if (printOffset) {
      text.append("offset ").append(record.offset()).append("  ");
    }
    byte[] bytes =
        text.append(line.of(record)).append('\n').toString().getBytes(StandardCharsets.UTF_8);
    output.write(bytes, 0, bytes.length);
  }
}
