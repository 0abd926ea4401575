package io.holdfast.demo;

import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The demo's pool: five nodes in three zones, and fifteen workloads, as the resources {@code
 * workloads.yaml} and {@code policy.yaml} declare them.
 */
final class Pool {

  static final String NAME = "demo";

  /** Degree under which it is rebalanced. */
  static final double DEGREE_THRESHOLD = 0.5;

  private Pool() {}

  /** The zone of each node. */
  static NavigableMap<String, String> nodes() {
    return new TreeMap<>(
        Map.of("node-1", "z1", "node-2", "z2", "node-3", "z3", "node-4", "z1", "node-5", "z2"));
  }

  static NavigableSet<String> workloads() {
    return IntStream.rangeClosed(1, 15)
        .mapToObj("web-%02d"::formatted)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
