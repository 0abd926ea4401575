package io.holdfast.schemas.policy;

import io.holdfast.records.Operation;
import java.util.Optional;

/**
 * What operators asked of a node and nobody took back, as the operations on it tell.
 *
 * @param drain what took work off it; empty: it may have work
 * @param begun what announced work on the machine last; empty: nothing did, or it was ended
 * @param until broker time, epoch milliseconds, from which the announcement no longer holds. The
 *     dispatcher counts in observed time, so this may be early by as long as nobody observed
 */
public record Standing(Optional<Operation> drain, Optional<Operation> begun, long until) {

  /** Of a node of which nothing was asked. */
  public static final Standing NONE = new Standing(Optional.empty(), Optional.empty(), 0);

  /**
   * What holds after another operation on the node.
   *
   * @param atMillis broker time of the operation, epoch milliseconds
   */
  public Standing after(Operation operation, long atMillis) {
    return switch (operation.getKind()) {
      case DRAIN -> new Standing(Optional.of(operation), begun, until);
      case UNDRAIN -> new Standing(Optional.empty(), begun, until);
      case MAINTENANCE_BEGIN ->
          new Standing(drain, Optional.of(operation), until(operation, atMillis));
      case MAINTENANCE_END -> new Standing(drain, Optional.empty(), 0);
      default -> this;
    };
  }

  private static long until(Operation operation, long atMillis) {
    Long lasts = operation.getDeadlineMillis();
    return lasts == null ? Long.MAX_VALUE : atMillis + lasts;
  }

  /** What announced work on the machine, while it holds: silence is expected meanwhile. */
  public Optional<Operation> maintenance(long nowMillis) {
    return begun.filter(announced -> nowMillis < until);
  }
}
