package io.holdfast.sandbox;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;

/** Whether a sandbox cluster can be used. */
final class Brokers {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Brokers() {}

  static void awaitReady(BrokerConfig config) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    awaitListening(config, deadline);
    try (Admin admin =
        Admin.create(
            Map.of(
                "bootstrap.servers", config.bootstrapServers(),
                "reconnect.backoff.ms", 50,
                "reconnect.backoff.max.ms", 200))) {
      while (nodes(admin) < config.size()) {
        if (System.nanoTime() > deadline) {
          throw new SandboxException(
              "not all "
                  + config.size()
                  + " Kafka nodes at "
                  + config.bootstrapServers()
                  + " were there after "
                  + PATIENCE.toSeconds()
                  + " s");
        }
        Thread.sleep(50);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxException("interrupted while waiting for Kafka", e);
    }
  }

  /** Before clients are made: they log every refused connection. */
  private static void awaitListening(BrokerConfig config, long deadline) {
    for (int port : config.clientPorts()) {
      while (!Loopback.isListening(port) && System.nanoTime() < deadline) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
    }
  }

  private static int nodes(Admin admin) throws InterruptedException {
    try {
      return admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).size();
    } catch (ExecutionException | TimeoutException notYet) {
      return 0;
    }
  }
}
