package io.holdfast.bench;

import java.util.Optional;

/**
 * One measured value.
 *
 * @param name what it is, dotted
 * @param unit of value and floor; {@code x} for a ratio, whose baseline the name tells
 * @param floor what it must hold; empty where nothing is promised
 */
public record Figure(String name, double value, String unit, Optional<Floor> floor) {

  /** A bound that a figure must hold. */
  public record Floor(double bound, Side side) {
    boolean holds(double value) {
      return side == Side.AT_LEAST ? value >= bound : value <= bound;
    }

    @Override
    public String toString() {
      return (side == Side.AT_LEAST ? "≥ " : "≤ ") + Report.number(bound);
    }
  }

  /** On which side of the bound it must be. */
  public enum Side {
    AT_LEAST,
    AT_MOST
  }

  public static Figure of(String name, double value, String unit) {
    return new Figure(name, value, unit, Optional.empty());
  }

  public Figure atLeast(double bound) {
    return new Figure(name, value, unit, Optional.of(new Floor(bound, Side.AT_LEAST)));
  }

  public Figure atMost(double bound) {
    return new Figure(name, value, unit, Optional.of(new Floor(bound, Side.AT_MOST)));
  }

  boolean ok() {
    return floor.map(bound -> bound.holds(value)).orElse(true);
  }
}
