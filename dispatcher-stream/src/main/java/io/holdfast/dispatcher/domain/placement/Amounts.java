package io.holdfast.dispatcher.domain.placement;

import java.util.Map;

/**
 * Amounts of resources as integers, in thousandths of the resource's unit, so that sums do not
 * depend on the order of their parts and a replay is exact.
 */
public final class Amounts {

  private static final double PER_UNIT = 1000;

  /** Greater amounts are taken for this one (900 TB of memory), so that the sums of a node fit. */
  private static final double MOST = 9e14;

  private Amounts() {}

  /**
   * @param resources names, in the order of the result
   * @param units by resource name; absent is zero
   */
  public static long[] of(String[] resources, Map<String, Double> units) {
    long[] amounts = new long[resources.length];
    for (int r = 0; r < resources.length; r++) {
      Double value = units.get(resources[r]);
      amounts[r] = value == null ? 0 : of(value);
    }
    return amounts;
  }

  static long of(double units) {
    return StrictMath.round(StrictMath.min(StrictMath.max(units, 0), MOST) * PER_UNIT);
  }
}
