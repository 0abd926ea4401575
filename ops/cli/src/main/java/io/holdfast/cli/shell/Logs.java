package io.holdfast.cli.shell;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/**
 * What libraries log. Commands speak for themselves, so it is shown only to somebody who asks for
 * it with {@code HOLDFAST_LOG_LEVEL}, or by a command that runs as a server.
 */
public final class Logs {

  private Logs() {}

  public static void quiet() {
    set(Level.WARN, Level.ERROR);
  }

  public static void asServer() {
    set(Level.INFO, Level.WARN);
  }

  private static void set(Level own, Level kafka) {
    if (System.getenv("HOLDFAST_LOG_LEVEL") == null
        && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLogger("io.holdfast").setLevel(own);
      context.getLogger("org.apache.kafka").setLevel(kafka);
    }
  }
}
