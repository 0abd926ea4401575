package io.holdfast.e2e.faults.capture;

import io.holdfast.backup.postgres.Database;
import io.holdfast.sandbox.ChildProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Debian's PostgreSQL 15, which has the programs for a standby that the embedded one lacks. */
final class DebianServer implements AutoCloseable {

  private static final Path PROGRAMS = Path.of("/usr/lib/postgresql/15/bin");
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Path directory;
  private final int port;
  private ChildProcess process;

  private DebianServer(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Files.createDirectories(data());
    Files.setPosixFilePermissions(data(), PosixFilePermissions.fromString("rwx------"));
  }

  static boolean isInstalled() {
    return Files.isExecutable(PROGRAMS.resolve("pg_basebackup"));
  }

  /** A new cluster, started. */
  static DebianServer primary(Path directory) throws IOException {
    DebianServer server = new DebianServer(directory);
    server.runToEnd(
        "initdb",
        "--pgdata=" + server.data(),
        "--username=postgres",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C");
    server.start();
    return server;
  }

  /** A standby that streams from another, started. */
  static DebianServer standbyOf(DebianServer primary, Path directory) throws IOException {
    DebianServer server = new DebianServer(directory);
    server.runToEnd(
        "pg_basebackup",
        "--pgdata=" + server.data(),
        "--host=127.0.0.1",
        "--port=" + primary.port,
        "--username=postgres",
        "--write-recovery-conf",
        "--checkpoint=fast");
    server.start();
    return server;
  }

  private Path data() {
    return directory.resolve("data");
  }

  private void runToEnd(String program, String... arguments) {
    ChildProcess run =
        command(program, arguments).start(program, directory.resolve(program + ".log"));
    int exit = run.awaitExit(PATIENCE);
    if (exit != 0) {
      throw new IllegalStateException(
          program + " ended with exit code " + exit + ", see " + run.log());
    }
  }

  /** PostgreSQL refuses root: in a user namespace without a mapping nobody is. */
  private static io.holdfast.sandbox.ChildCommand command(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("unshare", "--user"));
    }
    command.add(PROGRAMS.resolve(program).toString());
    command.addAll(Arrays.asList(arguments));
    return ChildProcess.command(command.toArray(String[]::new));
  }

  void start() {
    process =
        command(
                "postgres",
                "-D",
                data().toString(),
                "-c",
                "port=" + port,
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "wal_level=logical",
                "-c",
                "max_slot_wal_keep_size=1GB",
                "-c",
                "dynamic_shared_memory_type=mmap",
                "-c",
                "shared_buffers=64MB")
            .start("postgres 15", directory.resolve("postgres.log"));
    process.awaitReady("it accepts connections", PATIENCE, this::answers);
  }

  private boolean answers() {
    try (Connection connection = BackedDatabase.open(database())) {
      return connection.isValid(5);
    } catch (SQLException notYet) {
      return false;
    }
  }

  void kill() {
    process.killGroup();
  }

  /** The standby becomes a primary, on a timeline of its own. */
  void promote() throws SQLException {
    try (Connection connection = BackedDatabase.open(database());
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_promote(true, 60)");
    }
  }

  Database database() {
    return new Database("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", "");
  }

  @Override
  public void close() {
    if (process != null && process.isAlive()) {
      process.killGroup();
    }
  }
}
