package io.holdfast.agent.driver;

import io.holdfast.agent.domain.Grant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * What every launched process carries in its environment: for itself, and so that the agent finds
 * it again wherever it forks to.
 *
 * @param incarnation the present one
 * @param cookie random mark of the agent's state directory
 */
public record Marks(String node, LongSupplier incarnation, String cookie) {

  static final String AGENT = "HOLDFAST_AGENT";
  private static final String WORKLOAD = "HOLDFAST_WORKLOAD";
  private static final String EPOCH = "HOLDFAST_EPOCH";

  Map<String, String> environmentOf(Grant grant) {
    Map<String, String> environment = new TreeMap<>();
    environment.put(AGENT, cookie);
    environment.put(WORKLOAD, grant.workload());
    environment.put(EPOCH, Long.toString(grant.epoch()));
    environment.put("HOLDFAST_NODE", node);
    environment.put("HOLDFAST_INCARNATION", Long.toString(incarnation.getAsLong()));
    return environment;
  }

  /** What tells a process of this grant. */
  Set<String> of(Grant grant) {
    return Set.of(
        AGENT + "=" + cookie, WORKLOAD + "=" + grant.workload(), EPOCH + "=" + grant.epoch());
  }

  /** What tells a process of any incarnation of this agent. */
  Set<String> ofAgent() {
    return Set.of(AGENT + "=" + cookie);
  }

  /** Replaces the placeholders of a configured text. */
  public String expand(String text, Grant grant) {
    return text.replace("${workload}", grant.workload())
        .replace("${epoch}", Long.toString(grant.epoch()))
        .replace("${node}", node)
        .replace("${incarnation}", Long.toString(incarnation.getAsLong()));
  }
}
