package io.holdfast.runtime.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.slf4j.event.KeyValuePair;

/**
 * One line for people: {@code 12:04:31.220 WARN KafkaBroker waiting: no broker answers at
 * localhost:9092 dependency=broker}. The key {@code why} is the sentence after the colon. Line
 * breaks and other control characters are shown escaped, so that nobody can forge a line or talk to
 * the terminal.
 */
final class TextLines extends EncoderBase<ILoggingEvent> {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    var line = new StringBuilder(160);
    line.append(TIME.format(Instant.ofEpochMilli(event.getTimeStamp())));
    line.append(' ').append(String.format("%-5s", event.getLevel())).append(' ');
    line.append(simpleName(event.getLoggerName())).append("  ");
    line.append(oneLine(event.getFormattedMessage()));
    if (event.getKeyValuePairs() != null) {
      appendPairs(line, event);
    }
    line.append('\n');
    if (event.getThrowableProxy() != null) {
      line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
    return line.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void appendPairs(StringBuilder line, ILoggingEvent event) {
    for (KeyValuePair pair : event.getKeyValuePairs()) {
      if (pair.key.equals("why")) {
        line.append(": ").append(oneLine(String.valueOf(pair.value)));
      }
    }
    String separator = "  ";
    for (KeyValuePair pair : event.getKeyValuePairs()) {
      if (!pair.key.equals("why")) {
        line.append(separator).append(pair.key).append('=');
        line.append(quotedIfNeeded(oneLine(String.valueOf(pair.value))));
        separator = " ";
      }
    }
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }

  private static String quotedIfNeeded(String value) {
    boolean plain = !value.isEmpty() && value.indexOf(' ') < 0 && value.indexOf('"') < 0;
    return plain ? value : '"' + value.replace("\"", "\\\"") + '"';
  }

  private static String oneLine(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    var line = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        line.append("\\n");
      } else if (Character.isISOControl(c)) {
        line.append(String.format("\\u%04x", (int) c));
      } else {
        line.append(c);
      }
    }
    return line.toString();
  }

  private static String simpleName(String logger) {
    return logger.substring(logger.lastIndexOf('.') + 1);
  }
}
