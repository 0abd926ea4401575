package io.holdfast.demo;

import io.holdfast.sandbox.OrdersWriter;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.Sandbox;
import io.holdfast.sandbox.SandboxException;
import io.holdfast.sandbox.SandboxPlan;
import io.holdfast.schemas.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Sets the stage, has the story told on it, and clears it. */
final class Demo implements AutoCloseable {

  /** Silence after which a node is DEAD: the default profile's. */
  static final Duration DEAD_AFTER = io.holdfast.schemas.time.Profile.DEFAULT.deadAfter();

  private static final Duration COMMAND_PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE_BETWEEN_ORDERS = Duration.ofMillis(20);

  private final Sandbox sandbox;
  private final Processes processes;
  private final Narrator narrator;
  private final Keyboard keyboard;
  private Follower follower;
  private OrdersWriter orders;

  private Demo(Sandbox sandbox, Installation installation, Narrator narrator) {
    this.sandbox = sandbox;
    this.narrator = narrator;
    this.processes = new Processes(installation, sandbox);
    this.keyboard = new Keyboard(installation.launcher(), sandbox, processes.directory());
  }

  /**
   * Starts the sandbox.
   *
   * @param installation where the apps and the commands are
   * @param keep directory to keep the data in; empty: a temporary one
   */
  static Demo start(Installation installation, Optional<Path> keep, Narrator narrator) {
    var plan = SandboxPlan.of(Part.BROKER, Part.REGISTRY, Part.POSTGRES).withBrokerProcess();
    long begin = System.nanoTime();
    Sandbox sandbox = Sandbox.start(keep.map(plan::keptIn).orElse(plan));
    sandbox.publishAddresses();
    narrator.says(
        "Kafka, the schema registry and PostgreSQL run, after %s; everything is in %s",
        Narrator.seconds(begin, System.nanoTime()), sandbox.directory());
    return new Demo(sandbox, installation, narrator);
  }

  /** Tells the whole story; whether it came true. */
  boolean tell() {
    try {
      return Story.tell(setStage());
    } catch (StoryFailed | SandboxException e) {
      narrator.failed(e);
      return false;
    }
  }

  /** Starts everything else, and declares what shall run. */
  Stage setStage() throws StoryFailed {
    long begin = System.nanoTime();
    keyboard.run(COMMAND_PATIENCE, "topics", "create", "--database", "orders");
    narrator.says("topics and schemas are made: holdfast topics create --database orders");
    var view = new FleetView(new WallClockTimeout(DEAD_AFTER));
    follower =
        Follower.start(
            Topics.withDefaultPrefix(),
            Map.of("bootstrap.servers", sandbox.bootstrapServers()),
            Map.of("schema.registry.url", sandbox.registryUrl()),
            view);
    startOrders();
    processes.startApps();
    narrator.says(
        "health-stream, dispatcher-stream, backup-sink and the console are ready, %s after the"
            + " sandbox",
        Narrator.seconds(begin, System.nanoTime()));
    narrator.says("watch it in a browser: %s", processes.consoleUrl());
    Path policy = resource("policy.yaml");
    Path workloads = resource("workloads.yaml");
    keyboard.run(
        COMMAND_PATIENCE,
        "policy",
        "apply",
        "-f",
        policy.toString(),
        "--reason",
        "a demo is short");
    processes.startAgents();
    keyboard.run(COMMAND_PATIENCE, "workload", "apply", "-f", workloads.toString());
    narrator.says("five agents start; fifteen workloads are declared: holdfast workload apply");
    return new Stage(
        processes,
        follower,
        new Workloads(processes.configurations().workloads(), Pool.workloads()),
        orders,
        keyboard,
        narrator,
        new Figures());
  }

  /** Where the web console is, once the stage is set. */
  URI consoleUrl() {
    return processes.consoleUrl();
  }

  private void startOrders() throws StoryFailed {
    try {
      OrdersWriter.createDatabase(sandbox.postgres(), "orders");
    } catch (SQLException e) {
      throw new StoryFailed("The orders database could not be made", e);
    }
    orders =
        new OrdersWriter(
            sandbox.postgres(),
            "orders",
            processes.directory().resolve("orders.journal"),
            PAUSE_BETWEEN_ORDERS,
            1);
    orders.start();
  }

  private Path resource(String name) {
    Path file = processes.directory().resolve(name);
    try (InputStream in = Demo.class.getResourceAsStream(name)) {
      Files.createDirectories(file.getParent());
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  @Override
  public void close() {
    if (orders != null) {
      orders.close();
    }
    if (follower != null) {
      follower.close();
    }
    processes.close();
    sandbox.close();
  }
}
