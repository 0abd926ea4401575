package io.holdfast.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * PostgreSQL as a child process, from binaries on the class path. Runs as root too ({@link
 * Unprivileged}).
 */
public final class EmbeddedPostgres implements Postgres {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path directory;
  private final Map<String, String> overrides;
  private final int port = Loopback.freePort();
  private final Unprivileged unprivileged;
  private ChildProcess process;

  /**
   * @param directory of the data; used again if it holds some
   * @param overrides server settings that replace the sandbox's own
   */
  public EmbeddedPostgres(Path directory, Map<String, String> overrides) {
    this(directory, overrides, Unprivileged.here());
  }

  EmbeddedPostgres(Path directory, Map<String, String> overrides, Unprivileged unprivileged) {
    this.unprivileged = unprivileged;
    this.directory = directory.toAbsolutePath();
    this.overrides = Map.copyOf(overrides);
  }

  @Override
  public String user() {
    return "postgres";
  }

  @Override
  public String password() {
    return "";
  }

  @Override
  public String host() {
    return Loopback.ADDRESS;
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public synchronized void start() {
    if (process != null && process.isAlive()) {
      return;
    }
    initialise();
    ChildCommand postgres =
        ChildProcess.command(program("postgres"), "-D", data().toString())
            .through(unprivileged.wrapper())
            .endSignal("QUIT");
    settings().forEach((name, value) -> postgres.arguments("-c", name + "=" + value));
    process = postgres.start("postgres", directory.resolve("postgres.log"));
    process.awaitReady("it accepts connections", PATIENCE, this::answers);
  }

  private void initialise() {
    if (Files.exists(data().resolve("PG_VERSION"))) {
      return;
    }
    try {
      unprivileged.createDataDirectory(data());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create " + data(), e);
    }
    ChildProcess initdb =
        ChildProcess.command(
                program("initdb"),
                "--pgdata=" + data(),
                "--username=" + user(),
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
                "--no-instructions")
            .through(unprivileged.wrapper())
            .start("initdb", directory.resolve("initdb.log"));
    int exit = initdb.awaitExit(PATIENCE);
    if (exit != 0) {
      throw new SandboxException("initdb ended with exit code " + exit + initdb.tail());
    }
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("port", Integer.toString(port));
    settings.put("listen_addresses", Loopback.ADDRESS);
    settings.put("unix_socket_directories", "");
    // Files in the data directory rather than in /dev/shm, where a killed server would leave them.
    settings.put("dynamic_shared_memory_type", "mmap");
    settings.putAll(PostgresSettings.with(overrides));
    return settings;
  }

  private Path data() {
    return directory.resolve("data");
  }

  private String program(String name) {
    return unprivileged.binaries().resolve("bin").resolve(name).toString();
  }

  /** The postmaster, to send signals to; an error before the first start. */
  public synchronized ChildProcess process() {
    if (process == null) {
      throw new IllegalStateException("PostgreSQL was not started");
    }
    return process;
  }

  @Override
  public synchronized Map<String, Long> pids() {
    return process != null && process.isAlive() ? Map.of("postgres", process.pid()) : Map.of();
  }

  @Override
  public synchronized void stop() {
    if (process != null) {
      process.end("INT", Duration.ofSeconds(20));
    }
  }

  @Override
  public synchronized void kill() {
    process().killGroup();
  }

  @Override
  public void close() {
    stop();
  }
}
