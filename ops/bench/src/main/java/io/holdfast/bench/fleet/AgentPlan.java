package io.holdfast.bench.fleet;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How an agent of a fleet is run.
 *
 * @param flags of the JVM, besides those that every agent has
 * @param node node id
 * @param zone of the node
 * @param settings further settings, YAML
 * @param directory of its state, configuration and log
 * @param wrapper command that runs it, such as one that enters a network namespace; may be empty
 */
public record AgentPlan(
    List<String> flags,
    String node,
    String zone,
    String settings,
    Path directory,
    List<String> wrapper) {

  /** Enough for a few dozen workloads. */
  public static final String SMALL_HEAP = "-Xmx20m";

  /** For hundreds of them. */
  public static final String LARGE_HEAP = "-Xmx48m";

  private static final List<String> SMALL =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms4m",
          "-Xmn2m",
          "-XX:MinHeapFreeRatio=10",
          "-XX:MaxHeapFreeRatio=20",
          "-Xss256k",
          "-XX:TieredStopAtLevel=1",
          "-XX:ReservedCodeCacheSize=10m",
          "-XX:-UsePerfData");

  /** What the README of the agent names for a small footprint. */
  public List<String> jvm() {
    List<String> all = new ArrayList<>(SMALL);
    all.addAll(flags);
    return all;
  }
}
