package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.cli.CommandRun.Shell;
import io.holdfast.sandbox.ChildProcess;
import io.holdfast.sandbox.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** A database of its own, which {@code holdfast backup run} backs up to directories a and b. */
final class BackedDatabase {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final String name = "cli" + UUID.randomUUID().toString().substring(0, 8);
  private final Postgres postgres;
  private final Path directory;
  private final Shell shell;
  private final String settings;

  /**
   * @param directory for its stores and its configuration
   * @param ddl makes its tables, now and in a restore
   * @param more settings of backup-sink, in YAML
   */
  BackedDatabase(
      Postgres postgres,
      String bootstrap,
      String registry,
      Path directory,
      String ddl,
      String... more)
      throws IOException, SQLException {
    this.postgres = postgres;
    this.directory = directory;
    this.shell = Shell.on(bootstrap, registry, prefix()).with("PGPASSWORD", postgres.password());
    Path schema = Files.writeString(directory.resolve("schema.sql"), ddl);
    this.settings =
        """
        database: %s
        kafka: {bootstrap-servers: '%s', topic-prefix: '%s'}
        registry: {url: '%s'}
        http: {port: 0}
        source:
          url: '%s'
          user: %s
          %s
          schema: {source: file, file: %s}
        sink: {segment-age: 100ms}
        %s
        """
            .formatted(
                name,
                bootstrap,
                prefix(),
                registry,
                postgres.jdbcUrl(name),
                postgres.user(),
                postgres.password().isEmpty() ? "" : "password: '" + postgres.password() + "'",
                schema,
                String.join("\n", more));
    configure("backup.yaml", store("a"), store("b"));
    postgres.createDatabase(name);
    execute(ddl);
  }

  /** Writes backup-sink's configuration with these as its stores a and b; returns the file. */
  Path configure(String file, Path a, Path b) throws IOException {
    return Files.writeString(
        directory.resolve(file),
        settings + "stores: {a: 'file:%s', b: 'file:%s'}\n".formatted(a, b));
  }

  String name() {
    return name;
  }

  /** Of its topics. */
  String prefix() {
    return name + ".";
  }

  /** Knows the cluster and PostgreSQL's password. */
  Shell shell() {
    return shell;
  }

  Path store(String store) {
    return directory.resolve(store);
  }

  /** Arguments that name backup-sink's configuration. */
  String config() {
    return " --config " + directory.resolve("backup.yaml");
  }

  /** Arguments that name the database in its stores, and nothing else of it. */
  String stores() {
    return " --database %s --store a=file:%s --store b=file:%s"
        .formatted(name, store("a"), store("b"));
  }

  /** Starts the backup, and returns when the base is kept. */
  ChildProcess backUp() throws IOException {
    ChildProcess backup =
        ChildProcess.java("io.holdfast.cli.Main")
            .arguments("backup", "run", "--config", directory.resolve("backup.yaml").toString())
            .start("backup run", directory.resolve("backup.log"));
    await("the base")
        .atMost(PATIENCE)
        .failFast("backup run ended, see " + backup.log(), () -> !backup.isAlive())
        .until(() -> shell.run("backup info" + stores()).out().contains("OPEN"));
    return backup;
  }

  /** Runs a command that has to end with 0. */
  CommandRun done(String commandLine) {
    CommandRun run = shell.run(commandLine);
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    return run;
  }

  /** Waits until what the newest chain tells of itself holds this. */
  void awaitInfo(String words) {
    await(words)
        .atMost(PATIENCE)
        .until(() -> shell.run("backup info newest" + stores()).out().contains(words));
  }

  /** Arguments that name the database to make. */
  String into(String target) {
    return into(postgres, target);
  }

  /** The same, on another server. */
  static String into(Postgres server, String target) {
    return " --into %s --user %s".formatted(server.jdbcUrl(target), server.user());
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = postgres.connect(name);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The one value that the database answers. */
  String ask(String sql) throws SQLException {
    return column(postgres, name, sql).get(0);
  }

  /** The first column of what a restored database answers. */
  List<String> restored(String target, String sql) throws SQLException {
    return column(postgres, target, sql);
  }

  static List<String> column(Postgres server, String database, String sql) throws SQLException {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }

  /** Files of a store whose path holds this, in order. */
  static List<Path> objects(Path store, String part) throws IOException {
    try (Stream<Path> all = Files.walk(store)) {
      return all.filter(Files::isRegularFile)
          .filter(path -> path.toString().contains(part))
          .sorted()
          .toList();
    }
  }
}
