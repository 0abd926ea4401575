package io.holdfast.demo;

import io.holdfast.demo.Installation.App;
import io.holdfast.sandbox.BrokerProcess;
import io.holdfast.sandbox.ChildCommand;
import io.holdfast.sandbox.ChildProcess;
import io.holdfast.sandbox.Postgres;
import io.holdfast.sandbox.Registry;
import io.holdfast.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Every process of the demo beside the sandbox's: the apps and the agents, each a JVM of its own
 * from its jar. Closing it ends them all.
 */
final class Processes implements AutoCloseable {

  private record Launch(Path configuration, int port, String heap) {}

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);
  private static final String[] SMALL = {
    "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"
  };

  private final Installation installation;
  private final Sandbox sandbox;
  private final Path directory;
  private final Configurations configurations;
  private final Map<App, ChildProcess> apps = new HashMap<>();
  private final Map<App, Launch> launches = new HashMap<>();
  private final NavigableMap<String, ChildProcess> agents = new TreeMap<>();
  private final Deque<String> killed = new ArrayDeque<>();
  private long agentsStartedNanos;
  private Path backupConfiguration;
  private URI consoleUrl;

  Processes(Installation installation, Sandbox sandbox) {
    this.installation = installation;
    this.sandbox = sandbox;
    this.directory = sandbox.directory().resolve("demo");
    this.configurations = new Configurations(sandbox, directory);
  }

  /** Starts the apps and waits until each is ready. */
  void startApps() {
    int health = freePort();
    int dispatcher = freePort();
    int backup = freePort();
    int console = freePort();
    int page = freePort();
    consoleUrl = URI.create("http://127.0.0.1:" + page + "/");
    backupConfiguration = configurations.backupSink(backup);
    launches.put(
        App.HEALTH_STREAM, new Launch(configurations.healthStream(health), health, "-Xmx192m"));
    launches.put(
        App.DISPATCHER_STREAM,
        new Launch(configurations.dispatcherStream(dispatcher), dispatcher, "-Xmx192m"));
    launches.put(App.BACKUP_SINK, new Launch(backupConfiguration, backup, "-Xmx256m"));
    launches.put(
        App.CONSOLE, new Launch(configurations.console(console, page), console, "-Xmx96m"));
    launches.keySet().forEach(this::start);
    launches.keySet().forEach(this::awaitReady);
  }

  /** Starts an app; again, if it ran before. */
  void start(App app) {
    Launch launch = launches.get(app);
    apps.put(
        app,
        jar(app, launch.heap())
            .arguments("--config", launch.configuration().toString())
            .start(app.module(), log(app.module())));
  }

  void awaitReady(App app) {
    int port = launches.get(app).port();
    apps.get(app).awaitReady(URI.create("http://127.0.0.1:" + port + "/readyz"), PATIENCE);
  }

  /** SIGKILL to an app. */
  void kill(App app) {
    apps.get(app).kill();
  }

  /** Starts an agent for each node of the pool; they join in their own time. */
  void startAgents() {
    agentsStartedNanos = System.nanoTime();
    Pool.nodes().forEach(this::startAgent);
  }

  private void startAgent(String node, String zone) {
    Path configuration = configurations.agent(node, zone, 0);
    agents.put(
        node,
        jar(App.HEARTBEAT_PRODUCER, "-Xmx48m")
            .arguments("--config", configuration.toString())
            .start(node, log(node)));
  }

  private ChildCommand jar(App app, String heap) {
    return ChildProcess.jar(installation.jar(app)).jvmOptions(SMALL).jvmOptions(heap);
  }

  private Path log(String name) {
    return directory.resolve("logs").resolve(name + ".log");
  }

  /** SIGKILL to the agent of a node, its group and everything that it started. */
  void kill(String node) {
    agents.get(node).killGroup();
    killed.push(node);
  }

  /** The node that was killed last. */
  String newestKilled() {
    return killed.getFirst();
  }

  /** Starts the agent of a killed node again, on the same state. */
  void startAgain(String node) {
    startAgent(node, Pool.nodes().get(node));
  }

  /** When the agents were started, by {@link System#nanoTime}. */
  long agentsStartedNanos() {
    return agentsStartedNanos;
  }

  Set<String> nodes() {
    return agents.keySet();
  }

  BrokerProcess broker() {
    return sandbox.brokerProcess();
  }

  Registry registry() {
    return sandbox.registry();
  }

  String bootstrapServers() {
    return sandbox.bootstrapServers();
  }

  /** The jar that Kafka's own console tools need to print the topics. */
  Path schemasJar() {
    return installation.schemasJar();
  }

  String registryUrl() {
    return sandbox.registryUrl();
  }

  Postgres postgres() {
    return sandbox.postgres();
  }

  /** Configuration of backup-sink, for the commands that read its stores. */
  Path backupConfiguration() {
    return backupConfiguration;
  }

  /** Where the web console is. */
  URI consoleUrl() {
    return consoleUrl;
  }

  /** Where an app tells its metrics. */
  URI metrics(App app) {
    return URI.create("http://127.0.0.1:" + launches.get(app).port() + "/metrics");
  }

  /** The files of this run: configurations, logs, state, stores. */
  Path directory() {
    return directory;
  }

  Configurations configurations() {
    return configurations;
  }

  static int freePort() {
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
