package io.holdfast.sandbox;

import java.util.Map;

/**
 * Kafka in KRaft mode on loopback; one node or several. Starting, stopping and starting again keeps
 * data and ports.
 */
public interface Broker extends AutoCloseable {

  /** {@code bootstrap.servers} for clients; fixed from the first start to {@link #close}. */
  String bootstrapServers();

  /** Returns when a client can create topics; nothing happens when it already runs. */
  void start();

  /** An orderly stop: partitions are closed cleanly. */
  void stop();

  default void restart() {
    stop();
    start();
  }

  /**
   * The processes to send signals to, by name; none where it runs in this JVM or in a container.
   */
  default Map<String, Long> pids() {
    return Map.of();
  }

  @Override
  void close();
}
