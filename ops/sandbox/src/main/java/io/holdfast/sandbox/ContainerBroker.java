package io.holdfast.sandbox;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.testcontainers.kafka.KafkaContainer;

/** One Kafka node in a container. Its data live as long as the container: until {@link #close}. */
final class ContainerBroker implements Broker {

  private static final String IMAGE = "apache/kafka:4.3.1";
  private static final int STOP_SECONDS = 30;

  private final KafkaContainer container;
  private boolean running;

  ContainerBroker(Map<String, String> overrides) {
    container =
        new KafkaContainer(System.getProperty("sandbox.kafka.image", IMAGE))
            .withEnv(environment(overrides))
            .withStartupTimeout(Duration.ofMinutes(3));
    // A fixed port, because the broker advertises it and keeps it when it is started again.
    container.setPortBindings(List.of(Loopback.ADDRESS + ":" + Loopback.freePort() + ":9092"));
  }

  private static Map<String, String> environment(Map<String, String> overrides) {
    return BrokerConfig.tuning(1, overrides).entrySet().stream()
        .collect(
            Collectors.toMap(
                setting -> "KAFKA_" + setting.getKey().toUpperCase(Locale.ROOT).replace('.', '_'),
                setting -> setting.getValue().toString()));
  }

  @Override
  public String bootstrapServers() {
    return container.getBootstrapServers().replaceFirst("^.*://", "");
  }

  @Override
  public synchronized void start() {
    if (running) {
      return;
    }
    if (container.getContainerId() == null) {
      container.start();
    } else {
      container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
    }
    Brokers.awaitReady(bootstrapServers(), 1);
    running = true;
  }

  @Override
  public synchronized void stop() {
    if (running) {
      container
          .getDockerClient()
          .stopContainerCmd(container.getContainerId())
          .withTimeout(STOP_SECONDS)
          .exec();
      running = false;
    }
  }

  @Override
  public synchronized void close() {
    running = false;
    container.stop();
  }
}
