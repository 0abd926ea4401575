package io.holdfast.schemas.registry;

/**
 * What a new version of a schema owes to the earlier ones of its subject; the names are those of
 * the Confluent API.
 *
 * <p>Backward: readers with the new schema understand what was written with earlier ones. Forward:
 * readers with earlier schemas understand what is written with the new one. Full: both. Not
 * transitive means that only the newest earlier version counts.
 */
public enum Compatibility {
  NONE(false, false, false),
  BACKWARD(true, false, false),
  BACKWARD_TRANSITIVE(true, false, true),
  FORWARD(false, true, false),
  FORWARD_TRANSITIVE(false, true, true),
  FULL(true, true, false),
  FULL_TRANSITIVE(true, true, true);

  private final boolean backward;
  private final boolean forward;
  private final boolean transitive;

  Compatibility(boolean backward, boolean forward, boolean transitive) {
    this.backward = backward;
    this.forward = forward;
    this.transitive = transitive;
  }

  /** Whether a reader with the new schema has to understand earlier ones. */
  public boolean isBackward() {
    return backward;
  }

  /** Whether readers with earlier schemas have to understand the new one. */
  public boolean isForward() {
    return forward;
  }

  /** Whether all earlier versions count, not only the newest of them. */
  public boolean isTransitive() {
    return transitive;
  }
}
