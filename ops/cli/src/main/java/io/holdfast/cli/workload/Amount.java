package io.holdfast.cli.workload;

import io.holdfast.runtime.config.DataSize;

/**
 * How much of a resource: a plain number, or a size with its unit where bytes are meant.
 *
 * @param value in the resource's own unit; cores, bytes, devices
 */
record Amount(double value) {

  Amount {
    if (!Double.isFinite(value) || value < 0) {
      throw new IllegalArgumentException("a number of at least 0, or a size such as 512MiB");
    }
  }

  /** {@code 0.5}, {@code 2}, {@code 512MiB}. */
  static Amount parse(String text) {
    try {
      return new Amount(Double.parseDouble(text.strip()));
    } catch (NumberFormatException e) {
      return ofSize(text);
    }
  }

  private static Amount ofSize(String text) {
    try {
      return new Amount(DataSize.parse(text).bytes());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("a number of at least 0, or a size such as 512MiB", e);
    }
  }
}
