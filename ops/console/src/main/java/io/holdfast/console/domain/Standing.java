package io.holdfast.console.domain;

import io.holdfast.records.Operation;

/**
 * What operators asked of a node and nobody took back.
 *
 * @param drain what took work off it; null: it may have work
 * @param maintenance what announced work on the machine; null: nothing did
 * @param maintainedUntil broker time, epoch milliseconds, from which that no longer holds
 */
record Standing(Operation drain, Operation maintenance, long maintainedUntil) {

  static final Standing NONE = new Standing(null, null, 0);

  /** What holds after another operation on the node. */
  Standing after(Operation operation, long atMillis) {
    return switch (operation.getKind()) {
      case DRAIN -> new Standing(operation, maintenance, maintainedUntil);
      case UNDRAIN -> new Standing(null, maintenance, maintainedUntil);
      case MAINTENANCE_BEGIN -> new Standing(drain, operation, until(operation, atMillis));
      case MAINTENANCE_END -> new Standing(drain, null, 0);
      default -> this;
    };
  }

  private static long until(Operation operation, long atMillis) {
    Long lasts = operation.getDeadlineMillis();
    return lasts == null ? Long.MAX_VALUE : atMillis + lasts;
  }

  boolean isMaintained(long nowMillis) {
    return maintenance != null && nowMillis < maintainedUntil;
  }
}
