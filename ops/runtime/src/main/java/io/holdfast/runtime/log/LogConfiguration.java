package io.holdfast.runtime.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Logs to standard error: Holdfast at INFO, libraries at WARN. In code, because reading an XML
 * configuration costs an agent a tenth of a second and some megabytes.
 *
 * <ul>
 *   <li>{@code HOLDFAST_LOG_FORMAT}: {@code text} (default) or {@code json}.
 *   <li>{@code HOLDFAST_LOG_LEVEL}: a level for Holdfast, or {@code logger=level} pairs with
 *       commas: {@code debug}, {@code io.holdfast.health=debug,org.apache.kafka=info}.
 * </ul>
 *
 * <p>Somebody who names a logback file with {@code -Dlogback.configurationFile} gets it instead.
 */
public final class LogConfiguration extends ContextAwareBase implements Configurator {

  private static final String OWN = "io.holdfast";

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (System.getProperty("logback.configurationFile") != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    var appender = new ConsoleAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setName("stderr");
    appender.setTarget("System.err");
    appender.setEncoder(encoder(System.getenv("HOLDFAST_LOG_FORMAT")));
    var repeats = new RepeatFilter();
    repeats.start();
    appender.addFilter(repeats);
    appender.start();

    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(appender);
    context.getLogger(OWN).setLevel(Level.INFO);
    // They warn at every attempt while a broker is away; dependencies and parts say it once.
    context.getLogger("org.apache.kafka.clients.NetworkClient").setLevel(Level.ERROR);
    context.getLogger("org.apache.kafka.clients.ClientUtils").setLevel(Level.ERROR);
    // It logs as an error what it answers: that a topic is not known yet.
    context
        .getLogger("org.apache.kafka.clients.admin.internals.PartitionLeaderStrategy")
        .setLevel(Level.OFF);
    levels(context, System.getenv("HOLDFAST_LOG_LEVEL"));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  static Encoder<ILoggingEvent> encoder(String format) {
    var encoder = "json".equalsIgnoreCase(format) ? new JsonLines() : new TextLines();
    encoder.start();
    return encoder;
  }

  static void levels(LoggerContext context, String levels) {
    if (levels == null || levels.isBlank()) {
      return;
    }
    for (String part : levels.split(",", -1)) {
      int equals = part.indexOf('=');
      String logger = equals < 0 ? OWN : part.substring(0, equals).strip();
      String level = part.substring(equals + 1).strip();
      context.getLogger(logger).setLevel(Level.toLevel(level, Level.INFO));
    }
  }
}
