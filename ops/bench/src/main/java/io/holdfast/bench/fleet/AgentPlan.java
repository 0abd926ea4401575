package io.holdfast.bench.fleet;

import java.nio.file.Path;
import java.util.List;

/**
 * How an agent of a fleet is run.
 *
 * @param node node id
 * @param zone of the node
 * @param settings further settings, YAML
 * @param directory of its state, configuration and log
 * @param wrapper command that runs it, such as one that enters a network namespace; may be empty
 */
public record AgentPlan(
    String node, String zone, String settings, Path directory, List<String> wrapper) {

  /** What the README of the agent names for a small footprint. */
  public static final List<String> JVM =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms4m",
          "-Xmx20m",
          "-Xmn2m",
          "-XX:MinHeapFreeRatio=10",
          "-XX:MaxHeapFreeRatio=20",
          "-Xss256k",
          "-XX:TieredStopAtLevel=1",
          "-XX:ReservedCodeCacheSize=10m",
          "-XX:-UsePerfData");
}
