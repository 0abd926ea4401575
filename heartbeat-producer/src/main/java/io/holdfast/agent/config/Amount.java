package io.holdfast.agent.config;

import io.holdfast.runtime.config.DataSize;

/** An amount of a resource: a number, or a size such as {@code 8GiB}, which counts bytes. */
public record Amount(double value) {

  /**
   * The amount that the text says.
   *
   * @throws IllegalArgumentException when the text is neither
   */
  public static Amount parse(String text) {
    try {
      double value = Double.parseDouble(text.strip());
      if (Double.isFinite(value)) {
        return new Amount(value);
      }
    } catch (NumberFormatException e) {
      try {
        return new Amount(DataSize.parse(text).bytes());
      } catch (IllegalArgumentException notASize) {
        throw new IllegalArgumentException("a number, or a size such as 8GiB", notASize);
      }
    }
    throw new IllegalArgumentException("a finite number, or a size such as 8GiB");
  }

  @Override
  public String toString() {
    return Double.toString(value);
  }
}
