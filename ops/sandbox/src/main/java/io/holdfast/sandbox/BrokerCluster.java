package io.holdfast.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Several Kafka nodes, each a process, each broker and controller. */
public final class BrokerCluster implements Broker {

  private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

  private final List<BrokerConfig> configs;
  private final List<BrokerProcess> nodes;

  /**
   * @param size number of nodes, at least 1; an even number tolerates no more lost nodes than the
   *     odd one below it
   * @param directory of the data
   * @param overrides broker settings that replace the sandbox's own
   */
  public BrokerCluster(int size, Path directory, Map<String, String> overrides) {
    if (size < 1) {
      throw new IllegalArgumentException("a cluster has at least 1 node, not " + size);
    }
    configs = BrokerConfig.cluster(size, directory, overrides);
    nodes = configs.stream().map(BrokerProcess::new).toList();
  }

  @Override
  public String bootstrapServers() {
    return configs.get(0).bootstrapServers();
  }

  /** In the order of their ids: {@code nodes().get(0)} is node 1. */
  public List<BrokerProcess> nodes() {
    return nodes;
  }

  @Override
  public Map<String, Long> pids() {
    Map<String, Long> pids = new LinkedHashMap<>();
    nodes.forEach(node -> pids.putAll(node.pids()));
    return pids;
  }

  @Override
  public void start() {
    nodes.forEach(BrokerProcess::launch);
    Brokers.awaitReady(bootstrapServers(), configs.size());
  }

  /**
   * All at once. The last nodes have nobody to hand their partitions to and would wait for minutes:
   * they are killed, and recover their logs at the next start.
   */
  @Override
  public void stop() {
    nodes.forEach(BrokerProcess::askToStop);
    nodes.forEach(node -> node.awaitStop(STOP_PATIENCE));
  }

  @Override
  public void close() {
    stop();
  }
}
