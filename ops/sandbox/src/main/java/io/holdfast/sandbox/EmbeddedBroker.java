package io.holdfast.sandbox;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** One Kafka node in this JVM: the quickest to start, and the easiest to debug. */
public final class EmbeddedBroker implements Broker {

  /**
   * It cannot be killed without its controller, which takes the partitions from it when this JVM
   * stands still for so long: on a busy machine that is seconds.
   */
  private static final String SESSION_MILLIS = "60000";

  private final BrokerConfig config;
  private BrokerNode node;

  /**
   * @param directory of the data; used again if it holds some
   * @param overrides broker settings that replace the sandbox's own
   */
  public EmbeddedBroker(Path directory, Map<String, String> overrides) {
    Map<String, String> settings = new HashMap<>(overrides);
    settings.putIfAbsent("broker.session.timeout.ms", SESSION_MILLIS);
    config = BrokerConfig.cluster(1, directory, settings).get(0);
  }

  @Override
  public String bootstrapServers() {
    return config.bootstrapServers();
  }

  @Override
  public synchronized void start() {
    if (node == null) {
      node = BrokerNode.start(config.properties());
      Brokers.awaitReady(config.bootstrapServers(), config.size());
    }
  }

  @Override
  public synchronized void stop() {
    if (node != null) {
      node.close();
      node = null;
    }
  }

  @Override
  public void close() {
    stop();
  }
}
