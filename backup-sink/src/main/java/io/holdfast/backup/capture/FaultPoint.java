package io.holdfast.backup.capture;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Places where a fault test has the process die at once, as by SIGKILL: {@code
 * -Dholdfast.fault=ACKNOWLEDGED:7} at the seventh time that the place is passed. Without that
 * property passing one does nothing.
 */
enum FaultPoint {
  /** A record was handed to Kafka's client. */
  SENT,
  /** A batch ended between a change and its Commit. */
  INSIDE_TRANSACTION,
  /** Kafka committed a batch; nothing else knows yet. */
  ACKNOWLEDGED,
  /** The engine marked a batch as processed. */
  COMMITTED,
  /** The slot's confirmation was handed to the replication stream. */
  CONFIRMED;

  private static final String PROPERTY = "holdfast.fault";
  private static final String CHOSEN = System.getProperty(PROPERTY, "");
  private static final int KILLED = 137;

  private static final AtomicInteger LEFT =
      new AtomicInteger(
          CHOSEN.isEmpty() ? 0 : Integer.parseInt(CHOSEN.substring(CHOSEN.indexOf(':') + 1)));

  void passed() {
    if (CHOSEN.startsWith(name() + ":") && LEFT.decrementAndGet() == 0) {
      Runtime.getRuntime().halt(KILLED);
    }
  }
}
