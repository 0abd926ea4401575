package io.holdfast.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Debian's PostgreSQL 15, where it is installed: it has the programs for a standby, and the
 * extensions and tools made for it, which the embedded one lacks.
 */
public final class DebianPostgres implements Postgres {

  private static final Path PROGRAMS = Path.of("/usr/lib/postgresql/15/bin");
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Path directory;
  private final Map<String, String> settings;
  private final Unprivileged unprivileged = Unprivileged.here();
  private final int port = Loopback.freePort();
  private ChildProcess process;

  private DebianPostgres(Path directory, Map<String, String> settings) {
    this.directory = directory.toAbsolutePath();
    this.settings = Map.copyOf(settings);
    try {
      unprivileged.createDataDirectory(data());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create " + data(), e);
    }
  }

  public static boolean isInstalled() {
    return Files.isExecutable(PROGRAMS.resolve("pg_basebackup"));
  }

  /**
   * A new cluster, started.
   *
   * @param settings that replace the sandbox's own
   */
  public static DebianPostgres primary(Path directory, Map<String, String> settings) {
    var server = new DebianPostgres(directory, settings);
    server.runToEnd(
        PROGRAMS.resolve("initdb"),
        "--pgdata=" + server.data(),
        "--username=" + server.user(),
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C");
    server.start();
    return server;
  }

  /** A standby that streams from another, started. */
  public static DebianPostgres standbyOf(DebianPostgres primary, Path directory) {
    var server = new DebianPostgres(directory, primary.settings);
    server.runToEnd(
        PROGRAMS.resolve("pg_basebackup"),
        "--pgdata=" + server.data(),
        "--host=" + primary.host(),
        "--port=" + primary.port,
        "--username=" + primary.user(),
        "--write-recovery-conf",
        "--checkpoint=fast");
    server.start();
    return server;
  }

  /**
   * Runs a program to its end as the user that the server runs as.
   *
   * @throws SandboxException when it ends with an error
   */
  public void runToEnd(Path program, String... arguments) {
    String name = program.getFileName().toString();
    ChildProcess run = command(program, arguments).start(name, directory.resolve(name + ".log"));
    int exit = run.awaitExit(Duration.ofMinutes(10));
    if (exit != 0) {
      throw new SandboxException(name + " ended with exit code " + exit + run.tail());
    }
  }

  private ChildCommand command(Path program, String... arguments) {
    String[] words =
        Stream.concat(Stream.of(program.toString()), Arrays.stream(arguments))
            .toArray(String[]::new);
    return ChildProcess.command(words).through(unprivileged.wrapper());
  }

  @Override
  public void start() {
    ChildCommand postgres = command(PROGRAMS.resolve("postgres"), "-D", data().toString());
    postgres.arguments("-c", "port=" + port, "-c", "listen_addresses=" + host());
    postgres.arguments("-c", "unix_socket_directories=" + directory);
    postgres.arguments("-c", "dynamic_shared_memory_type=mmap");
    PostgresSettings.with(settings)
        .forEach((name, value) -> postgres.arguments("-c", name + "=" + value));
    process = postgres.start("postgres 15", directory.resolve("postgres.log"));
    process.awaitReady("it accepts connections", PATIENCE, this::answers);
  }

  /** The directory of its data. */
  public Path data() {
    return directory.resolve("data");
  }

  /** The directory of its socket. */
  public Path socket() {
    return directory;
  }

  /** The standby becomes a primary, on a timeline of its own. */
  public void promote() throws SQLException {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_promote(true, 60)");
    }
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
  public void stop() {
    if (process != null) {
      process.end("INT", Duration.ofSeconds(20));
    }
  }

  @Override
  public void kill() {
    process.killGroup();
  }

  @Override
  public void close() {
    if (process != null && process.isAlive()) {
      process.killGroup();
    }
  }
}
