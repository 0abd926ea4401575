package io.holdfast.demo;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What most detectors do: a node is dead when the detector's own clock says that it was not heard
 * for a while. Shown beside Holdfast over the same records, to see what a stopped broker does to
 * it.
 */
final class WallClockTimeout {

  private final Duration deadAfter;
  private final Map<String, Long> heardNanos = new TreeMap<>();
  private final Set<String> declaredDead = new TreeSet<>();

  WallClockTimeout(Duration deadAfter) {
    this.deadAfter = deadAfter;
  }

  void heard(String node, long nanos) {
    heardNanos.put(node, nanos);
  }

  /** Looks at the clock, as such a detector does all the time. */
  void tick(long nanos) {
    heardNanos.forEach(
        (node, heard) -> {
          if (nanos - heard > deadAfter.toNanos()) {
            declaredDead.add(node);
          }
        });
  }

  /** Nodes that it has declared dead since {@link #forget}. */
  Set<String> declaredDead() {
    return new TreeSet<>(declaredDead);
  }

  void forget() {
    declaredDead.clear();
  }
}
