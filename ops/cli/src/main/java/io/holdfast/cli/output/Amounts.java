package io.holdfast.cli.output;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Amounts of resources as people read them. */
public final class Amounts {

  private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

  private Amounts() {}

  /** The same, of a count. */
  public static String bytes(long bytes) {
    return bytes((double) bytes);
  }

  /** {@code 1.5 GiB}; whole numbers of a unit without a fraction. */
  public static String bytes(double bytes) {
    int unit = 0;
    double amount = bytes;
    while (Math.abs(amount) >= 1024 && unit < BINARY.length - 1) {
      amount /= 1024;
      unit++;
    }
    return plain(amount) + " " + BINARY[unit];
  }

  /** At most two digits after the point, and none that say nothing. */
  public static String plain(double amount) {
    return String.format(Locale.ROOT, "%.2f", amount).replaceAll("\\.?0+$", "");
  }

  /** {@code 0.42} is 42 %, {@code 0.042} is 4.2 %. */
  public static String share(double share) {
    return String.format(Locale.ROOT, share < 0.0995 ? "%.1f %%" : "%.0f %%", share * 100);
  }

  /** {@code cpu 4 memory 16 GiB}, by name. */
  public static String resources(Map<String, Double> amounts) {
    return new TreeMap<>(amounts)
        .entrySet().stream()
            .map(entry -> entry.getKey() + " " + resource(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining(", "));
  }

  private static String resource(String name, double amount) {
    return name.startsWith("memory") ? bytes(amount) : plain(amount);
  }
}
