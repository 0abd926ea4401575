package io.holdfast.sandbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** PostgreSQL in a container. Its data live as long as the container: until {@link #close}. */
final class ContainerPostgres implements Postgres {

  private static final String IMAGE = "postgres:17";
  private static final int STOP_SECONDS = 30;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final PostgreSQLContainer container;
  private final int port = Loopback.freePort();
  private boolean running;

  ContainerPostgres(Map<String, String> overrides) {
    container = new PostgreSQLContainer(System.getProperty("sandbox.postgres.image", IMAGE));
    container.withUsername("postgres").withPassword("postgres").withDatabaseName("postgres");
    List<String> command = new ArrayList<>(List.of("postgres"));
    PostgresSettings.with(overrides)
        .forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    container.withCommand(command.toArray(String[]::new));
    container.setPortBindings(List.of(Loopback.ADDRESS + ":" + port + ":5432"));
  }

  @Override
  public String user() {
    return container.getUsername();
  }

  @Override
  public String password() {
    return container.getPassword();
  }

  @Override
  public String host() {
    return container.getHost();
  }

  @Override
  public int port() {
    return port;
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
      awaitAnswer();
    }
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
  public synchronized void kill() {
    if (running) {
      container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
      running = false;
    }
  }

  private void awaitAnswer() {
    Waiting.until("PostgreSQL in its container accepts connections", PATIENCE, this::answers);
  }

  @Override
  public synchronized void close() {
    running = false;
    container.stop();
  }
}
