package io.holdfast.runtime.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.slf4j.event.KeyValuePair;

/**
 * One JSON object a line: {@code time} (ISO 8601, UTC), {@code level}, {@code logger}, {@code
 * thread}, {@code message}, then the event's own keys, then {@code exception}. Numbers and booleans
 * stay what they are; a key that collides with one of those above gets a {@code _} in front.
 */
final class JsonLines extends EncoderBase<ILoggingEvent> {

  private static final String FIXED = " time level logger thread message exception ";

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    var json = new StringBuilder(240);
    json.append("{\"time\":");
    string(json, Instant.ofEpochMilli(event.getTimeStamp()).toString());
    field(json, "level", event.getLevel().toString());
    field(json, "logger", event.getLoggerName());
    field(json, "thread", event.getThreadName());
    field(json, "message", event.getFormattedMessage());
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        field(json, FIXED.contains(" " + pair.key + " ") ? "_" + pair.key : pair.key, pair.value);
      }
    }
    if (event.getThrowableProxy() != null) {
      field(json, "exception", ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
    return json.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }

  private static void field(StringBuilder json, String key, Object value) {
    json.append(',');
    string(json, key);
    json.append(':');
    boolean finite = !(value instanceof Double d) || Double.isFinite(d);
    if (value instanceof Boolean || value == null || (value instanceof Number && finite)) {
      json.append(value);
    } else {
      string(json, String.valueOf(value));
    }
  }

  private static void string(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> {
          if (c < 0x20 || Character.isSurrogate(c) || c == 0x7f) {
            json.append(String.format("\\u%04x", (int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    json.append('"');
  }
}
