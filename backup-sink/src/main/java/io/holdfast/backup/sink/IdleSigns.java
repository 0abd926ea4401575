package io.holdfast.backup.sink;

import io.holdfast.records.Message;
import java.nio.charset.StandardCharsets;

/**
 * The signs that a database gives while nothing commits there. What was decided up to one stays
 * decided, whatever comes after it. Written by the sink's thread, read by any.
 */
final class IdleSigns {

  private long newestMicros;
  private volatile long decidedMicros;

  /** Takes a heartbeat; one that somebody else wrote, and that is no time, is none. */
  void heard(Message heartbeat) {
    try {
      newestMicros =
          Long.parseLong(
              StandardCharsets.UTF_8.decode(heartbeat.getContent().duplicate()).toString());
    } catch (NumberFormatException writtenBySomebodyElse) {
      return;
    }
  }

  /** Everything before the newest sign is decided. */
  void nothingPending() {
    decidedMicros = newestMicros;
  }

  /**
   * The newest sign before which everything is decided, by the database's clock, in microseconds
   * since 1970-01-01 UTC; 0 while there is none.
   */
  long decidedMicros() {
    return decidedMicros;
  }
}
