package io.holdfast.bench.fleet;

import io.holdfast.records.PoolPolicy;
import io.holdfast.records.WorkloadSpec;
import io.holdfast.sandbox.ChildCommand;
import io.holdfast.sandbox.ChildProcess;
import io.holdfast.sandbox.Sandbox;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import io.holdfast.schemas.admin.Durability;
import io.holdfast.schemas.admin.TopicAdmin;
import io.holdfast.schemas.registry.SchemaRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The apps and any number of agents of one pool, profile {@code fast}. Closing it ends them all.
 */
public final class Fleet implements AutoCloseable {

  public static final String POOL = "fleet";
  public static final String HEALTH = "health-stream";
  public static final String DISPATCHER = "dispatcher-stream";

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);

  private final Installation installation;
  private final Sandbox sandbox;
  private final Path directory;
  private final Topics topics;
  private final Map<String, ChildProcess> apps = new TreeMap<>();
  private final Map<String, Integer> ports = new HashMap<>();
  private final Map<String, ChildProcess> agents = new TreeMap<>();

  /**
   * @param prefix of the topics, so that fleets can share a sandbox
   */
  public Fleet(Installation installation, Sandbox sandbox, String prefix) {
    this.installation = installation;
    this.sandbox = sandbox;
    this.directory = sandbox.directory().resolve("fleet-" + prefix);
    this.topics = Topics.withPrefix(prefix);
  }

  public Topics topics() {
    return topics;
  }

  public Path directory() {
    return directory;
  }

  public Map<String, Object> clients() {
    return Map.of("bootstrap.servers", sandbox.bootstrapServers(), "enable.metrics.push", false);
  }

  public Map<String, Object> registry() {
    return Map.of("schema.registry.url", sandbox.registryUrl());
  }

  public void createTopics() {
    createTopics(Durability.SANDBOX);
  }

  public void createTopics(Durability durability) {
    try (Admin admin = Admin.create(clients())) {
      new TopicAdmin(admin, SchemaRegistry.from(registry()), durability).create(topics.all());
    }
  }

  /** Starts the apps that judge and decide; returns when both are ready. */
  public void startApps() {
    start(HEALTH);
    start(DISPATCHER);
    awaitReady(HEALTH);
    awaitReady(DISPATCHER);
  }

  /** Starts an app; again, if it ran before: its port may be another's by now. */
  public void start(String app) {
    int port = freePort();
    ports.put(app, port);
    String own =
        app.equals(HEALTH)
            ? """
              profile: fast
              load-window: 5s
              streams: {state-directory: %s, standby-replicas: 0, instance: one}
              """
                .formatted(directory.resolve("state-health"))
            : """
              pulse: 100ms
              instance: one
              state-directory: %s
              """
                .formatted(directory.resolve("state-dispatcher"));
    Path configuration = write(directory.resolve(app + ".yaml"), common(port) + own);
    ChildCommand command =
        ChildProcess.jar(installation.jar(app))
            .jvmOptions("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m")
            .arguments("--config", configuration.toString());
    apps.put(app, command.start(app, directory.resolve(app + ".log")));
  }

  public void awaitReady(String app) {
    apps.get(app)
        .awaitReady(URI.create("http://127.0.0.1:" + ports.get(app) + "/readyz"), PATIENCE);
  }

  public ChildProcess app(String app) {
    return apps.get(app);
  }

  /** Starts an agent; again on its state, if it ran before. */
  public ChildProcess start(AgentPlan plan) {
    String text =
        common(0)
            + "node: {id: %s, pool: %s, zone: %s}\n".formatted(plan.node(), POOL, plan.zone())
            + "state-directory: %s\n".formatted(plan.directory().resolve("state"))
            + "samples: {interval: 2s, source: workloads, gpu-command: \"\"}\n"
            + "capacity: {cpu: 8.0, memory: 64GiB}\n"
            + plan.settings();
    Path configuration = write(plan.directory().resolve("agent.yaml"), text);
    List<String> command = new ArrayList<>(plan.wrapper());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(plan.jvm());
    command.addAll(
        List.of(
            "-jar",
            installation.jar("heartbeat-producer").toString(),
            "--config",
            configuration.toString()));
    ChildProcess agent =
        ChildProcess.command(command.toArray(String[]::new))
            .environment("MALLOC_ARENA_MAX", "1")
            .start(plan.node(), plan.directory().resolve("agent.log"));
    agents.put(plan.node(), agent);
    return agent;
  }

  public ChildProcess agent(String node) {
    return agents.get(node);
  }

  /** Has this process be the node's agent again, after another was started in its name. */
  public void keep(String node, ChildProcess agent) {
    agents.put(node, agent);
  }

  public void declare(PoolPolicy policy) {
    publish(topics.policies(), policy.getPool(), List.of(policy), PoolPolicy::getPool);
  }

  public void declare(List<WorkloadSpec> workloads) {
    publish(topics.workloads(), POOL, workloads, WorkloadSpec::getWorkload);
  }

  private <V extends SpecificRecord> void publish(
      Topic<String, V> topic,
      String what,
      List<V> records,
      java.util.function.Function<V, String> key) {
    var serializer = topic.valueSerde(registry()).serializer();
    try (var producer = new KafkaProducer<>(clients(), new StringSerializer(), serializer)) {
      for (V record : records) {
        producer.send(new ProducerRecord<>(topic.name(), key.apply(record), record)).get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(what + " could not be declared", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private String common(int port) {
    return """
        kafka: {bootstrap-servers: "%s", topic-prefix: %s}
        registry: {url: "%s"}
        http: {port: %d}
        """
        .formatted(sandbox.bootstrapServers(), topics.prefix(), sandbox.registryUrl(), port);
  }

  private static Path write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port", e);
    }
  }

  @Override
  public void close() {
    List<ChildProcess> all = new ArrayList<>(agents.values());
    all.addAll(apps.values());
    all.parallelStream().forEach(process -> process.terminate(STOP_PATIENCE));
  }
}
