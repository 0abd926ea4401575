package io.holdfast.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The agent as it is run: a JVM of its own. Its workloads end with it. */
final class AgentProcess implements AutoCloseable {

  /** What the README names for a small footprint. */
  static final List<String> JVM =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms4m",
          "-Xmx20m",
          "-Xmn2m",
          "-XX:MinHeapFreeRatio=10",
          "-XX:MaxHeapFreeRatio=20",
          "-Xss256k",
          "-XX:TieredStopAtLevel=1",
          "-XX:ReservedCodeCacheSize=10m",
          "-XX:-UsePerfData");

  private static final Pattern URL =
      Pattern.compile("listening  url=(http://127\\.0\\.0\\.1:\\d+)");

  private final Path directory;
  private final Path log;
  private final List<String> program;
  private Process process;

  private AgentProcess(Path directory, List<String> program) {
    this.directory = directory;
    this.log = directory.resolve("agent.log");
    this.program = program;
  }

  /**
   * The shaded jar.
   *
   * @param directory for the state, the configuration and the log; kept between lives
   */
  AgentProcess(Path directory) {
    this(directory, List.of("-jar", jar().toString()));
  }

  /** The same, but it does not wait long for what does not end. */
  static AgentProcess impatient(Path directory) {
    String classPath = System.getProperty("java.class.path");
    return new AgentProcess(directory, List.of("-cp", classPath, ImpatientMain.class.getName()));
  }

  Path directory() {
    return directory;
  }

  AgentProcess start(String yaml) {
    try {
      Path config = Files.writeString(directory.resolve("agent.yaml"), yaml);
      Files.writeString(log, "");
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(JVM);
      command.addAll(program);
      command.addAll(List.of("--config", config.toString()));
      process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path jar() {
    Path jar = Path.of("target/heartbeat-producer.jar").toAbsolutePath();
    assertThat(jar).as("the shaded jar: mvn package builds it").exists();
    return jar;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  AgentProcess awaitReady() {
    await("the agent is ready")
        .atMost(Duration.ofSeconds(120))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              assertThat(process.isAlive()).as(log()).isTrue();
              return status("/readyz") == 200;
            });
    return this;
  }

  /** 0 while it does not answer. */
  int status(String path) throws IOException {
    Matcher url = URL.matcher(log());
    if (!url.find()) {
      return 0;
    }
    var connection = (HttpURLConnection) URI.create(url.group(1) + path).toURL().openConnection();
    connection.setReadTimeout(5_000);
    try {
      return connection.getResponseCode();
    } catch (SocketTimeoutException e) {
      return 0; // the machine is busy
    }
  }

  String page(String path) throws IOException {
    Matcher url = URL.matcher(log());
    assertThat(url.find()).isTrue();
    var connection = (HttpURLConnection) URI.create(url.group(1) + path).toURL().openConnection();
    try (var body =
        connection.getResponseCode() < 400
            ? connection.getInputStream()
            : connection.getErrorStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGTERM, and the exit code. */
  int terminate() throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("it ends; " + log()).isTrue();
    return process.exitValue();
  }

  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("it ends; " + log()).isTrue();
    return process.exitValue();
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    if (process == null) {
      return;
    }
    if (process.isAlive()) {
      process.destroy();
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly().waitFor();
        children.forEach(ProcessHandle::destroyForcibly);
      }
    }
  }
}
