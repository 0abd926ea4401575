package io.holdfast.bench;

/** How long a bench may take. */
public enum Effort {
  /** Everything, with floors. */
  FULL,
  /** About a minute, smaller sizes, no floors. */
  QUICK;

  /** One of two values by effort. */
  public int of(int full, int quick) {
    return this == FULL ? full : quick;
  }
}
