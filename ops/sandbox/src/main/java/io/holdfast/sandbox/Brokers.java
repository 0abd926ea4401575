package io.holdfast.sandbox;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/** Whether a sandbox cluster can be used. */
final class Brokers {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Brokers() {}

  /** Waits until so many nodes are members of the cluster at {@code bootstrapServers}. */
  static void awaitReady(String bootstrapServers, int nodes) {
    // Before a client is made: it logs every refused connection.
    for (String address : bootstrapServers.split(",", -1)) {
      int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
      Waiting.until("Kafka listens at " + address, PATIENCE, () -> Loopback.isListening(port));
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      Waiting.until(
          nodes + " Kafka nodes at " + bootstrapServers + " are there",
          PATIENCE,
          () -> nodes(admin) >= nodes);
    }
  }

  private static int nodes(Admin admin) {
    try {
      return admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).size();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxException("interrupted while waiting for Kafka", e);
    } catch (ExecutionException | TimeoutException notYet) {
      return 0;
    }
  }
}
