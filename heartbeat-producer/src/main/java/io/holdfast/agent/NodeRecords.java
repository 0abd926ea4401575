package io.holdfast.agent;

import io.holdfast.agent.config.AgentConfig;
import io.holdfast.agent.domain.Incarnation;
import io.holdfast.records.Heartbeat;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.records.NodeProfile;
import io.holdfast.schemas.signature.Signer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** What the agent says of its node: the fields that stay, once. */
final class NodeRecords {

  private final AgentConfig config;
  private final Map<String, String> labels;
  private final String host;

  /**
   * @param publicKey of what the node signs, which its profile tells as a label
   * @param host the machine's name, for people
   */
  NodeRecords(AgentConfig config, Optional<String> publicKey, String host) {
    this.config = config;
    this.labels = new TreeMap<>(config.node().labels());
    publicKey.ifPresent(key -> labels.put(Signer.LABEL, key));
    this.host = host;
  }

  Heartbeat heartbeat(
      Incarnation incarnation, long sequence, long latenessNanos, HeartbeatMode mode) {
    return new Heartbeat(
        config.node().id(),
        config.node().pool(),
        incarnation.number(),
        incarnation.predecessor().orElse(null),
        incarnation.bootId(),
        sequence,
        System.currentTimeMillis(),
        Math.toIntExact(config.heartbeat().effectiveInterval().toMillis()),
        Math.toIntExact(config.heartbeat().effectiveLease().toMillis()),
        (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(latenessNanos)),
        mode);
  }

  NodeProfile profile(Incarnation incarnation, Map<String, Double> capacity) {
    return new NodeProfile(
        config.node().id(),
        config.node().pool(),
        config.node().zone(),
        config.node().rack(),
        new TreeMap<>(labels),
        new TreeMap<>(capacity),
        new TreeSet<>(config.programs().keySet()).stream().toList(),
        incarnation.number(),
        incarnation.bootId(),
        host,
        version());
  }

  private static String version() {
    String version = NodeRecords.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }
}
