package io.holdfast.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/**
 * Some of Kafka, a schema registry and PostgreSQL, together, with their data in one directory.
 *
 * <p>Nothing stays behind when it is closed or when this JVM ends in any way, except a directory
 * that was to be kept.
 */
public final class Sandbox implements AutoCloseable {

  private final SandboxPlan plan;
  private final Path directory;
  private final Optional<Broker> broker;
  private final Optional<Registry> registry;
  private final Optional<Postgres> postgres;
  private Optional<SandboxAddresses> published = Optional.empty();
  private boolean closed;

  private Sandbox(SandboxPlan plan) {
    this.plan = plan;
    this.directory = plan.keep().map(Sandbox::create).orElseGet(Sandbox::temporary);
    this.broker = plan.parts().contains(Part.BROKER) ? Optional.of(newBroker()) : Optional.empty();
    this.registry =
        plan.parts().contains(Part.REGISTRY)
            ? Optional.of(new Registry(directory.resolve("registry")))
            : Optional.empty();
    this.postgres =
        plan.parts().contains(Part.POSTGRES) ? Optional.of(newPostgres()) : Optional.empty();
  }

  /** Starts these parts, with data in a temporary directory. */
  public static Sandbox start(Part... parts) {
    return start(SandboxPlan.of(parts));
  }

  /** Returns when all parts can be used; what was started is closed again when one cannot. */
  public static Sandbox start(SandboxPlan plan) {
    var sandbox = new Sandbox(plan);
    Reaper.get().closeAtExit(sandbox);
    try {
      sandbox.startParts();
      return sandbox;
    } catch (RuntimeException e) {
      sandbox.close();
      throw e;
    }
  }

  private Broker newBroker() {
    Path data = directory.resolve("kafka");
    if (plan.brokers() == SandboxPlan.Brokers.EMBEDDED) {
      return Containers.areUsed()
          ? new ContainerBroker(plan.brokerSettings())
          : new EmbeddedBroker(data, plan.brokerSettings());
    }
    return plan.nodes() == 1
        ? new BrokerProcess(data, plan.brokerSettings())
        : new BrokerCluster(plan.nodes(), data, plan.brokerSettings());
  }

  private Postgres newPostgres() {
    return Containers.areUsed()
        ? new ContainerPostgres(plan.postgresSettings())
        : new EmbeddedPostgres(directory.resolve("postgres"), plan.postgresSettings());
  }

  private void startParts() {
    List<CompletableFuture<Void>> starting = new ArrayList<>();
    broker.ifPresent(part -> starting.add(CompletableFuture.runAsync(part::start)));
    registry.ifPresent(part -> starting.add(CompletableFuture.runAsync(part::start)));
    postgres.ifPresent(part -> starting.add(CompletableFuture.runAsync(part::start)));
    RuntimeException failure = null;
    for (CompletableFuture<Void> one : starting) {
      try {
        one.join();
      } catch (CompletionException e) {
        failure = e.getCause() instanceof RuntimeException cause ? cause : e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  public Broker broker() {
    return broker.orElseThrow(() -> missing(Part.BROKER));
  }

  /**
   * The broker as a process; an error unless the plan says {@link SandboxPlan#withBrokerProcess}.
   */
  public BrokerProcess brokerProcess() {
    if (broker() instanceof BrokerProcess process) {
      return process;
    }
    throw new IllegalStateException("the broker of this sandbox is not a process of its own");
  }

  public Registry registry() {
    return registry.orElseThrow(() -> missing(Part.REGISTRY));
  }

  public Postgres postgres() {
    return postgres.orElseThrow(() -> missing(Part.POSTGRES));
  }

  private static IllegalStateException missing(Part part) {
    return new IllegalStateException("this sandbox was started without " + part);
  }

  public String bootstrapServers() {
    return broker().bootstrapServers();
  }

  public String registryUrl() {
    return registry().url();
  }

  /** Where parts keep their data and logs; others may put files there as well. */
  public Path directory() {
    return directory;
  }

  /** Lets commands in other terminals find this sandbox until it is closed. */
  public synchronized SandboxAddresses publishAddresses() {
    var addresses =
        new SandboxAddresses(
            directory,
            broker.map(Broker::bootstrapServers),
            registry.map(Registry::url),
            postgres.map(server -> server.jdbcUrl("postgres") + "?user=" + server.user()));
    addresses.publish();
    published = Optional.of(addresses);
    return addresses;
  }

  /** The processes that can be sent signals to, by name. */
  Map<String, Long> pids() {
    Map<String, Long> pids = new LinkedHashMap<>();
    broker.ifPresent(part -> pids.putAll(part.pids()));
    registry.ifPresent(part -> pids.put("registry", part.process().pid()));
    postgres.ifPresent(part -> pids.putAll(part.pids()));
    return pids;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    published.ifPresent(SandboxAddresses::withdraw);
    Stream.<Optional<? extends AutoCloseable>>of(postgres, registry, broker)
        .flatMap(Optional::stream)
        .forEach(Sandbox::closePart);
    if (plan.keep().isEmpty()) {
      delete(directory);
    }
    Reaper.get().closedAlready(this);
  }

  private static void closePart(AutoCloseable part) {
    try {
      part.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new SandboxException("a part of the sandbox did not close", e);
    }
  }

  private static Path create(Path directory) {
    try {
      return Files.createDirectories(directory).toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create " + directory, e);
    }
  }

  private static Path temporary() {
    try {
      Path directory = Files.createTempDirectory("holdfast-sandbox-");
      Reaper.get().deleteAtExit(directory);
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create a temporary directory", e);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + directory, e);
    }
  }
}
