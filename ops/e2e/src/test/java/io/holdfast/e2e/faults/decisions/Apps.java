package io.holdfast.e2e.faults.decisions;

import io.holdfast.sandbox.ChildCommand;
import io.holdfast.sandbox.ChildProcess;
import io.holdfast.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** The two apps as processes, and the command line beside them. */
final class Apps implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String[] SMALL = {
    "-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"
  };

  /** An app. */
  enum App {
    HEALTH("io.holdfast.health.Main", "streams.state-directory"),
    DISPATCHER("io.holdfast.dispatcher.Main", "state-directory");

    private final String main;
    private final String stateDirectory;

    App(String main, String stateDirectory) {
      this.main = main;
      this.stateDirectory = stateDirectory;
    }
  }

  private final Sandbox sandbox;
  private final String prefix;
  private final Path directory;
  private final Map<App, ChildProcess> running = new EnumMap<>(App.class);
  private int runs;

  Apps(Sandbox sandbox, String prefix) {
    this.sandbox = sandbox;
    this.prefix = prefix;
    directory = sandbox.directory().resolve("apps");
  }

  void start(App app) {
    ChildCommand command = ChildProcess.java(app.main).jvmOptions(SMALL);
    set(command, "kafka.bootstrap-servers", sandbox.bootstrapServers());
    set(command, "kafka.topic-prefix", prefix);
    set(command, "registry.url", sandbox.registryUrl());
    set(command, app.stateDirectory, directory.resolve(app.name()).toString());
    set(command, "http.port", "0");
    String name = app.name().toLowerCase(java.util.Locale.ROOT);
    running.put(app, command.start(name, directory.resolve(name + ".log")));
  }

  private static void set(ChildCommand command, String key, String value) {
    command.arguments("--set", key + "=" + value);
  }

  /** SIGKILL. */
  void kill(App app) {
    running.get(app).kill();
  }

  /** What the command line printed, and its exit code. */
  record Answer(int exitCode, String out) {}

  /** Runs a command of {@code holdfast}. */
  Answer holdfast(String... arguments) {
    Path log = directory.resolve("cli-" + ++runs + ".log");
    ChildCommand command =
        ChildProcess.java("io.holdfast.cli.Main")
            .jvmOptions(SMALL)
            .environment("HOLDFAST_KAFKA_BOOTSTRAP_SERVERS", sandbox.bootstrapServers())
            .environment("HOLDFAST_REGISTRY_URL", sandbox.registryUrl())
            .arguments(arguments)
            .arguments("--prefix", prefix);
    try (ChildProcess process = command.start("holdfast", log)) {
      int exitCode = process.awaitExit(PATIENCE);
      return new Answer(exitCode, Files.readString(log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    running.values().parallelStream().forEach(ChildProcess::close);
  }
}
