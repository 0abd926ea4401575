package io.holdfast.backup.run;

import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/** Whether another process took over a transactional id. */
final class Fencing {

  private Fencing() {}

  static boolean isBehind(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProducerFencedException
          || cause instanceof InvalidProducerEpochException) {
        return true;
      }
    }
    return false;
  }

  static IllegalStateException inWords(String database, Throwable failure) {
    return new IllegalStateException(
        "another process backs up %s now: only one may, so this one stops".formatted(database),
        failure);
  }
}
