package io.holdfast.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.read.ListAppender;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LogLinesTest {

  private final LoggerContext context = new LoggerContext();
  private final Logger logger = context.getLogger("io.holdfast.health.Liveness");

  @Test
  void aLineForPeopleHasTheReasonAsASentenceAndTheRestAsKeys() {
    assertThat(
            line(
                "text",
                event(
                    "held",
                    new KeyValuePair("node", "n1"),
                    new KeyValuePair("why", "breaker is open"),
                    new KeyValuePair("label", "a \"b\" c"))))
        .matches(
            "\\d\\d:\\d\\d:31\\.220 WARN  Liveness  held: breaker is open"
                + "  node=n1 label=\"a \\\\\"b\\\\\" c\"\n");
  }

  @Test
  void aValueCannotForgeALine() {
    assertThat(
            line("text", event("held", new KeyValuePair("node", "n1\n00:00:00 ERROR \u001b[2J"))))
        .endsWith("held  node=\"n1\\n00:00:00 ERROR \\u001b[2J\"\n");
  }

  @Test
  void aLineForMachinesIsOneJsonObject() {
    assertThat(
            line(
                "json",
                event(
                    "held",
                    new KeyValuePair("count", 3),
                    new KeyValuePair("share", Double.NaN),
                    new KeyValuePair("open", true),
                    new KeyValuePair("absent", null),
                    new KeyValuePair("level", "collides"),
                    new KeyValuePair("text", "a \"b\" \\ \n \u0001 é"))))
        .isEqualTo(
            "{\"time\":\"2026-11-22T12:04:31.220Z\",\"level\":\"WARN\","
                + "\"logger\":\"io.holdfast.health.Liveness\",\"thread\":\"main\","
                + "\"message\":\"held\",\"count\":3,\"share\":\"NaN\",\"open\":true,"
                + "\"absent\":null,\"_level\":\"collides\","
                + "\"text\":\"a \\\"b\\\" \\\\ \\n \\u0001 é\"}\n");
  }

  @Test
  void aKafkaClientSaysTheSameThingOnce() {
    var said = new ListAppender<ILoggingEvent>();
    said.setContext(context);
    said.addFilter(new RepeatFilter());
    said.start();
    context.getLogger("ROOT").addAppender(said);
    Logger kafka = context.getLogger("org.apache.kafka.clients.consumer.internals.Fetcher");

    kafka.warn("Node {} is away", 1);
    kafka.warn("Node {} is away", 2);
    kafka.warn("Another matter");
    logger.warn("Node {} is away", 1);
    logger.warn("Node {} is away", 1);

    assertThat(said.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly("Node 1 is away", "Another matter", "Node 1 is away", "Node 1 is away");
  }

  @Test
  void levelsAreSetForAllOfHoldfastOrByLogger() {
    LogConfiguration.levels(context, "debug, org.apache.kafka=info");

    assertThat(logger.getEffectiveLevel()).isEqualTo(Level.DEBUG);
    assertThat(context.getLogger("org.apache.kafka").getLevel()).isEqualTo(Level.INFO);
  }

  private LoggingEvent event(String message, KeyValuePair... pairs) {
    var event = new LoggingEvent("", logger, Level.WARN, message, null, null);
    event.setInstant(Instant.parse("2026-11-22T12:04:31.220Z"));
    event.setThreadName("main");
    event.setKeyValuePairs(List.of(pairs));
    return event;
  }

  private static String line(String format, ILoggingEvent event) {
    Encoder<ILoggingEvent> encoder = LogConfiguration.encoder(format);
    return new String(encoder.encode(event), StandardCharsets.UTF_8);
  }
}
