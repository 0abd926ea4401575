package io.holdfast.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/**
 * Commands speak for themselves: what libraries log is of use only to somebody who asks for it with
 * {@code HOLDFAST_LOG_LEVEL}.
 */
final class QuietLogs {

  private QuietLogs() {}

  static void keep() {
    if (System.getenv("HOLDFAST_LOG_LEVEL") == null
        && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLogger("org.apache.kafka").setLevel(Level.ERROR);
      context.getLogger("io.holdfast").setLevel(Level.WARN);
    }
  }
}
