package io.holdfast.e2e.faults.liveness;

import io.holdfast.records.GpuSample;
import io.holdfast.records.LoadSample;
import io.holdfast.records.WorkloadUsage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What nodes tell of their load: always the same. */
final class Samples {

  static final double LOAD = 0.5;

  private final Map<String, Long> sequences = new TreeMap<>();

  LoadSample next(String node) {
    sequences.merge(node, 1L, Long::sum);
    return lastOf(node);
  }

  /** A sample that a node sent, as the log has it: for making it again, or worse. */
  LoadSample lastOf(String node) {
    return new LoadSample(
        node,
        "pool",
        1_000L,
        sequences.get(node),
        System.currentTimeMillis(),
        Map.of("cpu", LOAD),
        List.of(new GpuSample(0, "gpu", LOAD, 1L, 2L)),
        List.of(new WorkloadUsage("w-" + node, 1L, Map.of("cpu", 1.0))));
  }
}
