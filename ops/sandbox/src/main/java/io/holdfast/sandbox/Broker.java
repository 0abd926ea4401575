package io.holdfast.sandbox;

import java.util.OptionalLong;

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

  /** The process to send signals to; empty where the broker is not one process of its own. */
  default OptionalLong pid() {
    return OptionalLong.empty();
  }

  @Override
  void close();
}
