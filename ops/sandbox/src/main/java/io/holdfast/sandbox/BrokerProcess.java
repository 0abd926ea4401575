package io.holdfast.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** One Kafka node as a process of its own, which can be suspended and killed. */
public final class BrokerProcess implements Broker {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final BrokerConfig config;
  private final Map<String, String> environment;
  private ChildProcess process;

  /**
   * @param directory of the data; used again if it holds some
   * @param overrides broker settings that replace the sandbox's own
   * @param environment variables that the process is given besides its parent's
   */
  public BrokerProcess(
      Path directory, Map<String, String> overrides, Map<String, String> environment) {
    this(BrokerConfig.cluster(1, directory, overrides).get(0), environment);
  }

  /**
   * @param directory of the data; used again if it holds some
   * @param overrides broker settings that replace the sandbox's own
   */
  public BrokerProcess(Path directory, Map<String, String> overrides) {
    this(directory, overrides, Map.of());
  }

  BrokerProcess(BrokerConfig config) {
    this(config, Map.of());
  }

  private BrokerProcess(BrokerConfig config, Map<String, String> environment) {
    this.config = config;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public String bootstrapServers() {
    return config.bootstrapServers();
  }

  @Override
  public synchronized void start() {
    launch();
    Brokers.awaitReady(config.bootstrapServers(), config.size());
  }

  /** Starts without waiting: the first node of several has to wait for the others. */
  synchronized void launch() {
    if (process != null && process.isAlive()) {
      return;
    }
    ChildCommand broker = ChildProcess.java(BrokerMain.class.getName());
    environment.forEach(broker::environment);
    process =
        broker
            .jvmOptions(
                "-Xms64m",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-XX:MaxDirectMemorySize=64m",
                "-Dlogback.configurationFile=io/holdfast/sandbox/logback-child.xml")
            .arguments(writeSettings().toString())
            .start("broker " + config.nodeId(), sibling(".log"));
  }

  private Path writeSettings() {
    Path file = sibling(".properties");
    try {
      Files.createDirectories(file.getParent());
      try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
        config.properties().store(writer, null);
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private Path sibling(String suffix) {
    Path directory = config.directory().toAbsolutePath();
    return directory.resolveSibling(directory.getFileName() + suffix);
  }

  /** SIGSTOP: connections stay, nothing is answered. */
  public void suspend() {
    running().suspend();
  }

  /** SIGCONT. */
  public void resume() {
    running().resume();
  }

  /** SIGKILL. */
  public void kill() {
    running().kill();
  }

  private synchronized ChildProcess running() {
    if (process == null) {
      throw new IllegalStateException("broker " + config.nodeId() + " was not started");
    }
    return process;
  }

  @Override
  public synchronized Map<String, Long> pids() {
    return process != null && process.isAlive()
        ? Map.of("broker " + config.nodeId(), process.pid())
        : Map.of();
  }

  @Override
  public void stop() {
    askToStop();
    awaitStop(PATIENCE);
  }

  synchronized void askToStop() {
    if (process != null) {
      process.signal("CONT");
      process.signal("TERM");
    }
  }

  /** Kills it when it takes longer. */
  synchronized void awaitStop(Duration patience) {
    if (process != null) {
      process.terminate(patience);
    }
  }

  @Override
  public void close() {
    stop();
  }
}
