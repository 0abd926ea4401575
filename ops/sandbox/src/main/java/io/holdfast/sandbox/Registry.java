package io.holdfast.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A schema registry with Confluent's API: Apicurio as a process of its own. Schemas and their ids
 * are kept in the directory across stops and kills.
 */
public final class Registry implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String RUNNER = "apicurio-registry-app-2.6.13.Final-runner.jar";

  private final Path directory;
  private final int port = Loopback.freePort();
  private ChildProcess process;

  public Registry(Path directory) {
    this.directory = directory.toAbsolutePath();
  }

  /** {@code schema.registry.url} for serdes; fixed. */
  public String url() {
    return "http://" + Loopback.ADDRESS + ":" + port + "/apis/ccompat/v7";
  }

  /** Returns when it answers; nothing happens when it already runs. */
  public synchronized void start() {
    if (process != null && process.isAlive()) {
      return;
    }
    createDirectory();
    process =
        ChildProcess.jar(runner())
            .jvmOptions(
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Djava.io.tmpdir=" + directory,
                "-Dquarkus.http.host=" + Loopback.ADDRESS,
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.datasource.jdbc.initial-size=2",
                "-Dquarkus.datasource.jdbc.min-size=2",
                "-Dquarkus.datasource.jdbc.max-size=10",
                // 5 s by default: less than a first connection may take where many processes start.
                "-Dquarkus.datasource.jdbc.acquisition-timeout=60s")
            .environment(
                "REGISTRY_DATASOURCE_URL", "jdbc:h2:file:" + directory + "/schemas;WRITE_DELAY=0")
            .directory(runner().getParent())
            .start("registry", directory.resolve("registry.log"));
    process.awaitReady(URI.create(url() + "/subjects"), PATIENCE);
  }

  private void createDirectory() {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create " + directory, e);
    }
  }

  private static Path runner() {
    Path runner = BuildOutput.directory().resolve("registry").resolve(RUNNER);
    if (!Files.isReadable(runner)) {
      throw new SandboxException(
          "the schema registry is not unpacked at "
              + runner
              + ": run mvn -pl ops/sandbox generate-resources");
    }
    return runner;
  }

  /** The process, to send signals to; an error before the first start. */
  public synchronized ChildProcess process() {
    if (process == null) {
      throw new IllegalStateException("the registry was not started");
    }
    return process;
  }

  public synchronized void stop() {
    if (process != null) {
      process.terminate(Duration.ofSeconds(10));
    }
  }

  public void restart() {
    stop();
    start();
  }

  @Override
  public void close() {
    stop();
  }
}
