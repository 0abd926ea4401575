package io.holdfast.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The settings of one node of a sandbox cluster; every node is broker and controller.
 *
 * @param nodeId from 1
 * @param directory where the node keeps its log
 * @param clientPorts of all nodes, in the order of their ids
 * @param controllerPorts of all nodes, in the order of their ids
 * @param overrides broker settings that replace the sandbox's own
 */
record BrokerConfig(
    int nodeId,
    Path directory,
    List<Integer> clientPorts,
    List<Integer> controllerPorts,
    Map<String, String> overrides) {

  static final String CLUSTER_ID = "holdfast-sandbox-00000";

  BrokerConfig {
    clientPorts = List.copyOf(clientPorts);
    controllerPorts = List.copyOf(controllerPorts);
    overrides = Map.copyOf(overrides);
  }

  /**
   * The nodes of a new cluster of {@code size}, on free ports, in directories below {@code
   * directory}.
   */
  static List<BrokerConfig> cluster(int size, Path directory, Map<String, String> overrides) {
    List<Integer> ports =
        IntStream.generate(Loopback::freePort).distinct().limit(2L * size).boxed().toList();
    List<BrokerConfig> nodes = new ArrayList<>();
    for (int id = 1; id <= size; id++) {
      nodes.add(
          new BrokerConfig(
              id,
              directory.resolve("node-" + id),
              ports.subList(0, size),
              ports.subList(size, 2 * size),
              overrides));
    }
    return nodes;
  }

  int size() {
    return clientPorts.size();
  }

  String bootstrapServers() {
    return addresses(clientPorts);
  }

  private static String addresses(List<Integer> ports) {
    return ports.stream()
        .map(port -> Loopback.ADDRESS + ":" + port)
        .collect(Collectors.joining(","));
  }

  Properties properties() {
    Map<String, Object> settings = new HashMap<>();
    identity(settings);
    settings.putAll(tuning(size(), overrides));
    var properties = new Properties();
    settings.forEach((key, value) -> properties.setProperty(key, value.toString()));
    return properties;
  }

  /** What makes a cluster of {@code size} small, quick and careful, wherever it runs. */
  static Map<String, Object> tuning(int size, Map<String, String> overrides) {
    Map<String, Object> settings = new HashMap<>();
    smallAndQuick(settings, size);
    durable(settings, size);
    settings.putAll(overrides);
    return settings;
  }

  private void identity(Map<String, Object> settings) {
    String client = "CLIENT://" + Loopback.ADDRESS + ":" + clientPorts.get(nodeId - 1);
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", nodeId);
    settings.put(
        "controller.quorum.voters",
        IntStream.rangeClosed(1, size())
            .mapToObj(id -> id + "@" + Loopback.ADDRESS + ":" + controllerPorts.get(id - 1))
            .collect(Collectors.joining(",")));
    settings.put(
        "listeners",
        client + ",CONTROLLER://" + Loopback.ADDRESS + ":" + controllerPorts.get(nodeId - 1));
    settings.put("advertised.listeners", client);
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("inter.broker.listener.name", "CLIENT");
    settings.put("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("log.dirs", directory.toString());
  }

  private static void smallAndQuick(Map<String, Object> settings, int size) {
    settings.put("controller.quorum.election.timeout.ms", size == 1 ? 100 : 1000);
    settings.put("group.initial.rebalance.delay.ms", 0);
    settings.put("group.min.session.timeout.ms", 500);
    settings.put("offsets.topic.num.partitions", 4);
    settings.put("transaction.state.log.num.partitions", 4);
    settings.put("log.cleaner.dedupe.buffer.size", 2 * 1024 * 1024);
    settings.put("log.cleaner.threads", 1);
    settings.put("num.network.threads", 2);
    settings.put("num.io.threads", 4);
    settings.put("background.threads", 2);
    settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", 1000);
    // A killed node may register again only when its old session is over.
    settings.put("broker.session.timeout.ms", 4000);
    settings.put("broker.heartbeat.interval.ms", 500);
  }

  private static void durable(Map<String, Object> settings, int size) {
    int replicas = Math.min(3, size);
    int inSync = Math.max(1, replicas - 1);
    settings.put("auto.create.topics.enable", false);
    settings.put("default.replication.factor", replicas);
    settings.put("min.insync.replicas", inSync);
    settings.put("offsets.topic.replication.factor", replicas);
    settings.put("transaction.state.log.replication.factor", replicas);
    settings.put("transaction.state.log.min.isr", inSync);
    settings.put("share.coordinator.state.topic.replication.factor", replicas);
    settings.put("share.coordinator.state.topic.min.isr", inSync);
  }
}
