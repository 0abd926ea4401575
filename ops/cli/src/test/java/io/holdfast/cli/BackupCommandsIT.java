package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.cli.CommandRun.Shell;
import io.holdfast.sandbox.ChildProcess;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.SandboxExtension;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class BackupCommandsIT {

  private static final String SCHEMA = "CREATE TABLE orders (id int PRIMARY KEY, total int);\n";

  @RegisterExtension
  static final SandboxExtension sandbox =
      SandboxExtension.with(Part.BROKER, Part.REGISTRY, Part.POSTGRES);

  @TempDir private Path directory;

  private final String database = "cli" + UUID.randomUUID().toString().substring(0, 8);
  private final String prefix = database + ".";

  @Test
  void whatACarelessTruncateTookIsThereAgain() throws Exception {
    // Given
    Shell shell = Shell.on(sandbox.bootstrapServers(), sandbox.registryUrl(), prefix);
    sandbox.postgres().createDatabase(database);
    execute(database, SCHEMA + "INSERT INTO orders SELECT n, n FROM generate_series(1, 100) n");
    assertThat(shell.run("topics create --database " + database).exitCode()).isZero();
    String stores =
        " --database %s --store a=file:%s --store b=file:%s"
            .formatted(database, directory.resolve("a"), directory.resolve("b"));

    // When
    try (ChildProcess backup = backup()) {
      await("the base")
          .atMost(Duration.ofSeconds(90))
          .failFast("backup run ended, see " + backup.log(), () -> !backup.isAlive())
          .until(() -> shell.run("backup info" + stores).out().contains("OPEN"));
      execute(database, "INSERT INTO orders VALUES (101, 101)");
      CommandRun asked =
          shell.run("backup base --table orders --config " + directory.resolve("backup.yaml"));
      assertThat(asked.exitCode()).as(asked.err()).isZero();
      await("the table's new base")
          .atMost(Duration.ofSeconds(60))
          .until(() -> basesOfOrders(directory.resolve("a")) == 2);
      for (String point : List.of("before-release", "before-truncate --barrier")) {
        CommandRun named =
            shell.run("backup point " + point + " --config " + directory.resolve("backup.yaml"));
        assertThat(named.exitCode()).as(named.err()).isZero();
      }
      execute(database, "TRUNCATE orders");
      await("the truncate")
          .atMost(Duration.ofSeconds(60))
          .until(() -> shell.run("backup info newest" + stores).out().contains("TRUNCATE"));
      CommandRun checked = shell.run("backup check --config " + directory.resolve("backup.yaml"));
      assertThat(checked.exitCode()).as(checked.out()).isZero();
      assertThat(checked.out()).contains("store a", "kafka", "WARNING", "set encryption.keyset");
      backup.terminate(Duration.ofSeconds(30));
    }
    CommandRun verified =
        shell.run("backup verify --kafka --config " + directory.resolve("backup.yaml"));
    String target = database + "_restored";
    CommandRun restored =
        shell.run(
            "backup restore --before-truncate orders --into %s --user %s%s"
                .formatted(sandbox.postgres().jdbcUrl(target), sandbox.postgres().user(), stores));

    // Then
    assertThat(verified.exitCode()).as(verified.out()).isZero();
    assertThat(verified.out()).contains("all as they were written");
    assertThat(restored.exitCode()).as(restored.err()).isZero();
    assertThat(restored.out()).contains("101 rows");
    assertThat(rows(target)).isEqualTo(101);
    for (String point : List.of("--to-point before-release", "--barrier before-truncate")) {
      String another = target + point.charAt(2);
      CommandRun named =
          shell.run(
              "backup restore %s --into %s --user %s%s"
                  .formatted(
                      point,
                      sandbox.postgres().jdbcUrl(another),
                      sandbox.postgres().user(),
                      stores));
      assertThat(named.exitCode()).as(named.err()).isZero();
      assertThat(rows(another)).isEqualTo(101);
    }

    assertThat(
            shell
                .run("backup base --table nosuch --config " + directory.resolve("backup.yaml"))
                .exitCode())
        .isEqualTo(4);
    damageAnObjectOf(directory.resolve("b"));
    CommandRun damaged = shell.run("backup verify" + stores);
    assertThat(damaged.exitCode()).isEqualTo(1);
    assertThat(damaged.out()).contains("store b: ", "is damaged");
    assertThat(shell.run("backup restore --into jdbc:postgresql://x/y --to-point no" + stores))
        .satisfies(run -> assertThat(run.exitCode()).isEqualTo(4))
        .satisfies(run -> assertThat(run.err()).contains("holds no point named no"));
  }

  private ChildProcess backup() throws IOException {
    Path schema = directory.resolve("schema.sql");
    Files.writeString(schema, SCHEMA);
    Path config = directory.resolve("backup.yaml");
    Files.writeString(
        config,
        """
        database: %s
        kafka: {bootstrap-servers: '%s', topic-prefix: '%s'}
        registry: {url: '%s'}
        http: {port: 0}
        source:
          url: '%s'
          user: %s
          schema: {source: file, file: %s}
        stores: {a: 'file:%s', b: 'file:%s'}
        """
            .formatted(
                database,
                sandbox.bootstrapServers(),
                prefix,
                sandbox.registryUrl(),
                sandbox.postgres().jdbcUrl(database),
                sandbox.postgres().user(),
                schema,
                Files.createDirectories(directory.resolve("a")),
                Files.createDirectories(directory.resolve("b"))));
    return ChildProcess.java("io.holdfast.cli.Main")
        .arguments("backup", "run", "--config", config.toString())
        .start("backup run", directory.resolve("backup.log"));
  }

  private static void execute(String database, String sql) throws SQLException {
    try (Connection connection = sandbox.postgres().connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int rows(String database) throws SQLException {
    try (Connection connection = sandbox.postgres().connect(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM orders")) {
      row.next();
      return row.getInt(1);
    }
  }

  private static long basesOfOrders(Path store) throws IOException {
    try (Stream<Path> all = Files.walk(store)) {
      return all.filter(path -> path.toString().endsWith("public.orders-00000.copy.zst")).count();
    }
  }

  private static void damageAnObjectOf(Path store) throws IOException {
    List<Path> segments;
    try (Stream<Path> all = Files.walk(store)) {
      segments = all.filter(path -> path.toString().contains("/segments/")).toList();
    }
    Path segment = segments.stream().filter(Files::isRegularFile).findFirst().orElseThrow();
    assertThat(segment.toFile().setWritable(true)).isTrue();
    try (var file = new RandomAccessFile(segment.toFile(), "rw")) {
      file.seek(file.length() / 2);
      int value = file.read();
      file.seek(file.length() / 2);
      file.write(value ^ 1);
    }
  }
}
