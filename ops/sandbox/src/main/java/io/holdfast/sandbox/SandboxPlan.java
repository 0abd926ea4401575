package io.holdfast.sandbox;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a sandbox is to hold.
 *
 * @param parts to start
 * @param brokers how Kafka runs
 * @param nodes of Kafka; more than 1 only as processes
 * @param keep the directory to keep the data in; empty: a temporary one, deleted in the end
 * @param brokerSettings broker settings that replace the sandbox's own
 * @param postgresSettings PostgreSQL settings that replace the sandbox's own
 */
public record SandboxPlan(
    Set<Part> parts,
    Brokers brokers,
    int nodes,
    Optional<Path> keep,
    Map<String, String> brokerSettings,
    Map<String, String> postgresSettings) {

  /** How Kafka runs. */
  public enum Brokers {
    /** In this JVM: quickest. */
    EMBEDDED,
    /** As processes: they can be suspended and killed. */
    PROCESSES
  }

  public SandboxPlan {
    parts = Set.copyOf(parts);
    brokerSettings = Map.copyOf(brokerSettings);
    postgresSettings = Map.copyOf(postgresSettings);
    if (nodes < 1 || (nodes > 1 && brokers == Brokers.EMBEDDED)) {
      throw new IllegalArgumentException(
          "a sandbox has 1 embedded Kafka node, or 1 and more as processes, not "
              + nodes
              + " "
              + brokers);
    }
  }

  public static SandboxPlan of(Part... parts) {
    Set<Part> chosen = EnumSet.noneOf(Part.class);
    chosen.addAll(List.of(parts));
    return new SandboxPlan(chosen, Brokers.EMBEDDED, 1, Optional.empty(), Map.of(), Map.of());
  }

  /** One Kafka node as a process. */
  public SandboxPlan withBrokerProcess() {
    return withBrokerProcesses(1);
  }

  public SandboxPlan withBrokerProcesses(int count) {
    return new SandboxPlan(parts, Brokers.PROCESSES, count, keep, brokerSettings, postgresSettings);
  }

  public SandboxPlan keptIn(Path directory) {
    return new SandboxPlan(
        parts, brokers, nodes, Optional.of(directory), brokerSettings, postgresSettings);
  }

  public SandboxPlan withBrokerSetting(String name, String value) {
    return new SandboxPlan(
        parts, brokers, nodes, keep, with(brokerSettings, name, value), postgresSettings);
  }

  public SandboxPlan withPostgresSetting(String name, String value) {
    return new SandboxPlan(
        parts, brokers, nodes, keep, brokerSettings, with(postgresSettings, name, value));
  }

  private static Map<String, String> with(Map<String, String> settings, String name, String value) {
    Map<String, String> more = new HashMap<>(settings);
    more.put(name, value);
    return more;
  }
}
