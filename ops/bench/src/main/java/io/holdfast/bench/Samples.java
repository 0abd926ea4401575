package io.holdfast.bench;

import java.util.Arrays;

/** Several measurements of one thing. */
public final class Samples {

  private double[] values = new double[16];
  private int size;

  public void add(double value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
  }

  public int size() {
    return size;
  }

  public double median() {
    return quantile(0.5);
  }

  /**
   * The least value that at least this share of the measurements does not exceed.
   *
   * @param share from 0 to 1
   */
  public double quantile(double share) {
    if (size == 0) {
      return Double.NaN;
    }
    double[] sorted = Arrays.copyOf(values, size);
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(share * size) - 1)];
  }

  public double mean() {
    return size == 0 ? Double.NaN : Arrays.stream(values, 0, size).sum() / size;
  }
}
