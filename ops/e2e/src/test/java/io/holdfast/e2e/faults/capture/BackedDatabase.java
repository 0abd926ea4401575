package io.holdfast.e2e.faults.capture;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.backup.Backups;
import io.holdfast.backup.Main;
import io.holdfast.backup.chain.StoredChain;
import io.holdfast.backup.domain.RestoreTarget;
import io.holdfast.backup.postgres.Database;
import io.holdfast.backup.restore.RestoreProgress;
import io.holdfast.backup.restore.RestoreReport;
import io.holdfast.backup.restore.RestoreRequest;
import io.holdfast.sandbox.ChildProcess;
import io.holdfast.sandbox.Postgres;
import io.holdfast.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The database `orders` of some server, backed up to one store by a process that can be made to
 * die; Kafka and the registry are the sandbox's.
 */
final class BackedDatabase implements AutoCloseable {

  private final Sandbox sandbox;
  private Database source;
  private final Path directory;
  private final Map<String, String> settings = new TreeMap<>();
  private ChildProcess process;
  private int starts;
  private int restores;
  private int commands;

  /**
   * @param server where the databases are: URL of any of them
   * @param schema DDL of the database, which is made
   */
  BackedDatabase(Sandbox sandbox, Database server, Path directory, String schema)
      throws IOException, SQLException {
    this.sandbox = sandbox;
    this.source = server.named("orders");
    this.directory = Files.createDirectories(directory);
    try (Connection connection = open(server.named("postgres"));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE orders");
    }
    run(schema);
    settings.put("database", "orders");
    settings.put("kafka.bootstrap-servers", sandbox.bootstrapServers());
    settings.put("registry.url", sandbox.registryUrl());
    settings.put("http.port", "0");
    settings.put("source.heartbeat", "500ms");
    settings.put("source.schema.source", "file");
    settings.put(
        "source.schema.file",
        Files.writeString(directory.resolve("schema.sql"), schema).toString());
    settings.put("sink.segment-age", "200ms");
    settings.put("sink.spool", Files.createDirectories(directory.resolve("sink-spool")).toString());
    settings.put("stores.a", "file:" + directory.resolve("a"));
    at(source);
  }

  static Database superuser(Sandbox sandbox) {
    return new Database(
        sandbox.postgres().jdbcUrl("postgres"),
        sandbox.postgres().user(),
        sandbox.postgres().password());
  }

  /** Backs up the database where it is from now on: a promoted standby. */
  void at(Database moved) {
    source = moved;
    settings.put("source.url", moved.url());
    settings.put("source.user", moved.user());
    if (!moved.password().isEmpty()) {
      settings.put("source.password", moved.password());
    }
  }

  void set(String key, String value) {
    settings.put(key, value);
  }

  Sandbox sandbox() {
    return sandbox;
  }

  Database source() {
    return source;
  }

  /** Starts the process. */
  ChildProcess start(String... jvmOptions) {
    List<String> arguments = new ArrayList<>();
    settings.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    List<String> options = new ArrayList<>(Arrays.asList(jvmOptions));
    if (options.stream().noneMatch(option -> option.startsWith("-Xmx"))) {
      options.add("-Xmx384m");
    }
    options.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    starts++;
    process =
        ChildProcess.java(Main.class.getName())
            .jvmOptions(options.toArray(String[]::new))
            .arguments(arguments.toArray(String[]::new))
            .start("backup " + starts, log());
    return process;
  }

  /** What the newest process wrote. */
  Path log() {
    return directory.resolve("backup-" + starts + ".log");
  }

  Backups backups() {
    return Backups.of("orders", Map.of("a", settings.get("stores.a")));
  }

  StoredChain chain() throws IOException {
    return backups().chain(Optional.empty());
  }

  void awaitBase() {
    await().atMost(180, SECONDS).ignoreExceptions().until(() -> !backups().chains().isEmpty());
  }

  /** Sets a barrier and waits until all of it is in the chain; gives its id. */
  String barrier(Database at) throws SQLException {
    String id = "barrier " + System.nanoTime();
    Backups.barrier(at, id);
    awaitPoint(id);
    return id;
  }

  void awaitPoint(String label) {
    await()
        .atMost(300, SECONDS)
        .ignoreExceptions()
        .until(
            () ->
                chain().restorePoints().stream().anyMatch(point -> point.getLabel().equals(label)));
  }

  /** Restores to a barrier, and requires that the source had the same there. */
  RestoreReport restoreAndCompare(String barrier) throws Exception {
    RestoreTarget target =
        backups().points(chain(), directory.resolve("spool")).barrier(Optional.of(barrier));
    Database into = restore(target);
    RestoreReport report = lastReport;
    assertThat(report.compared()).isPositive();
    drop(into);
    return report;
  }

  private RestoreReport lastReport;

  /** Restores into a new database of the source's server. */
  Database restore(RestoreTarget target) throws Exception {
    return restore(target, source);
  }

  /** Restores into a new database of another server, which must hold what the chain tells. */
  Database restore(RestoreTarget target, Database server) throws Exception {
    restores++;
    Database into = server.named("restored" + restores);
    lastReport = backups().restore(request(target, into), RestoreProgress.silent());
    assertThat(lastReport.differences()).isEmpty();
    return into;
  }

  /** Takes a database that was restored on to a later target, in place. */
  void delta(RestoreTarget target, Database restored) throws Exception {
    lastReport = backups().delta(request(target, restored), RestoreProgress.silent());
    assertThat(lastReport.differences()).isEmpty();
  }

  private RestoreRequest request(RestoreTarget target, Database into) {
    return new RestoreRequest(
        Optional.empty(),
        target,
        Set.of(),
        into,
        2,
        directory.resolve("spool"),
        RestoreRequest.Witness.CHAIN);
  }

  /** Restores the end of the chain into a new database, as an operator does; it must be proved. */
  Database restoreByCommand(String... jvmOptions) throws IOException {
    Database into = target();
    Exit exit = restore(into, "--prove", jvmOptions);
    assertThat(exit.code()).as(exit.said()).isZero();
    return into;
  }

  /** A database that is not there. */
  Database target() {
    restores++;
    return source.named("restored" + restores);
  }

  /** How a command ended, and what it said. */
  record Exit(int code, String said) {}

  /** Restores the end of the chain, as an operator does. */
  Exit restore(Database into, String option, String... jvmOptions) throws IOException {
    commands++;
    ChildProcess command =
        ChildProcess.java(io.holdfast.cli.Main.class.getName())
            .jvmOptions(jvmOptions)
            .environment("PGPASSWORD", source.password())
            .arguments(
                "backup",
                "restore",
                "--database",
                "orders",
                "--store",
                "a=" + settings.get("stores.a"),
                "--into",
                into.url(),
                "--user",
                into.user(),
                option)
            .start("restore " + commands, directory.resolve("restore-" + commands + ".log"));
    int code = command.awaitExit(Duration.ofMinutes(10));
    return new Exit(code, Files.readString(command.log()));
  }

  void drop(Database database) throws SQLException {
    try (Connection connection = open(source.named("postgres"));
        Statement statement = connection.createStatement()) {
      statement.execute(
          "DROP DATABASE "
              + database.url().substring(database.url().lastIndexOf('/') + 1)
              + " WITH (FORCE)");
    }
  }

  void run(String sql) throws SQLException {
    try (Connection connection = open(source);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The database that every server has. */
  static Database on(Postgres server) {
    return new Database(server.jdbcUrl("postgres"), server.user(), server.password());
  }

  static Connection open(Database database) throws SQLException {
    return DriverManager.getConnection(database.url(), database.user(), database.password());
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
