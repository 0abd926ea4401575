package io.holdfast.bench.backup;

import io.holdfast.backup.Backups;
import io.holdfast.backup.Main;
import io.holdfast.backup.chain.StoredChain;
import io.holdfast.backup.config.BackupConfig;
import io.holdfast.backup.postgres.Database;
import io.holdfast.bench.Figure;
import io.holdfast.bench.Report;
import io.holdfast.runtime.config.Configuration;
import io.holdfast.sandbox.ChildProcess;
import io.holdfast.sandbox.Loopback;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.Postgres;
import io.holdfast.sandbox.Sandbox;
import io.holdfast.sandbox.SandboxPlan;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A database, Kafka, two stores, and backup-sink as a process with a small heap. */
public final class BackupWorld implements AutoCloseable {

  /** The heap that every process of a backup has to do with. */
  private static final int HEAP_MEBIBYTES = 384;

  /** Heap before a collection, after it, and its size, as -Xlog:gc has it. */
  private static final Pattern COLLECTION = Pattern.compile("(\\d+)M->(\\d+)M\\((\\d+)M\\)");

  static final String NAME = "orders";
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Path directory;
  private final Sandbox sandbox;
  private final List<String> stores;
  private final HttpClient http = HttpClient.newHttpClient();
  private final int port = Loopback.freePort();
  private ChildProcess process;
  private int runs;

  private BackupWorld(Path directory, Sandbox sandbox, List<String> stores) {
    this.directory = directory;
    this.sandbox = sandbox;
    this.stores = stores;
  }

  /**
   * A world of its own, with an empty database.
   *
   * @param stores their names; each is a directory
   */
  public static BackupWorld start(String name, String... stores) throws IOException, SQLException {
    Path directory = Files.createTempDirectory("bench-backup-" + name + "-");
    Sandbox sandbox =
        Sandbox.start(
            SandboxPlan.of(Part.BROKER, Part.REGISTRY, Part.POSTGRES)
                .withPostgresSetting("max_wal_size", "4GB")
                .withPostgresSetting("max_slot_wal_keep_size", "20GB"));
    sandbox.postgres().createDatabase(NAME);
    return new BackupWorld(directory, sandbox, List.of(stores));
  }

  String bootstrapServers() {
    return sandbox.bootstrapServers();
  }

  Postgres postgres() {
    return sandbox.postgres();
  }

  Path directory() {
    return directory;
  }

  /** Runs the backup, as an operator would: all settings at their defaults. */
  void run(String preData, String postData, String... roles) throws Exception {
    Path config = directory.resolve("backup.yaml");
    Path pre = Files.writeString(directory.resolve("pre.sql"), preData);
    for (String store : stores) {
      Files.createDirectories(directory.resolve(store));
    }
    Path post = Files.writeString(directory.resolve("post.sql"), postData);
    Files.writeString(
        config,
        """
        database: %s
        roles: [%s]
        kafka: {bootstrap-servers: '%s'}
        registry: {url: '%s'}
        http: {port: %d}
        source:
          url: '%s'
          user: %s
          schema: {source: file, file: %s, post-data-file: %s}
        stores: {%s}
        """
            .formatted(
                NAME,
                roles.length == 0 ? "capture, sink" : String.join(", ", roles),
                sandbox.bootstrapServers(),
                sandbox.registryUrl(),
                port,
                sandbox.postgres().jdbcUrl(NAME),
                sandbox.postgres().user(),
                pre,
                post,
                stores.stream()
                    .map(store -> store + ": '" + address(store) + "'")
                    .collect(Collectors.joining(", "))));
    process =
        ChildProcess.java(Main.class.getName())
            .jvmOptions(jvmOptions("backup-" + ++runs))
            .arguments("--config", config.toString())
            .start("backup", directory.resolve("backup-" + runs + ".log"));
  }

  BackupConfig config() {
    return Configuration.of(BackupConfig.class)
        .file(directory.resolve("backup.yaml"))
        .environment(Map.of())
        .load()
        .value();
  }

  /** Ends the backup in good order. */
  void stopBackup() throws Exception {
    process.terminate(Duration.ofSeconds(30));
  }

  /** The heap that was used at most, by the collectors' own logs, in every process of a backup. */
  public void reportHeap(Report report) throws IOException {
    double peak = 0;
    try (Stream<Path> logs = Files.list(directory)) {
      for (Path log : logs.filter(file -> file.toString().endsWith(".gc")).toList()) {
        peak = Math.max(peak, peak(Files.readString(log)));
      }
    }
    report.add(Figure.of("backup.heap.peak", peak, "MB").atMost(HEAP_MEBIBYTES));
  }

  private static double peak(String log) {
    return COLLECTION
        .matcher(log)
        .results()
        .mapToDouble(collection -> Double.parseDouble(collection.group(1)))
        .max()
        .orElse(0);
  }

  /** Options of a process that has to do with little heap, and logs what it uses. */
  String[] jvmOptions(String name) {
    return new String[] {
      "-Xmx" + HEAP_MEBIBYTES + "m",
      "-XX:+UseSerialGC",
      "-XX:+ExitOnOutOfMemoryError",
      "-Xlog:gc:file=" + directory.resolve(name + ".gc")
    };
  }

  String metrics() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  /** Waits, and ends with an error when the backup does. */
  void await(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!holds(condition)) {
      if (!process.isAlive()) {
        throw new IllegalStateException(
            "the backup ended before " + what + ": see " + process.log());
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("not within " + PATIENCE + ": " + what);
      }
      Thread.sleep(500);
    }
  }

  private static boolean holds(Callable<Boolean> condition) throws Exception {
    try {
      return condition.call();
    } catch (IOException | NoSuchElementException notYet) {
      return false;
    }
  }

  Backups backups() {
    return Backups.of(
        NAME, stores.stream().collect(Collectors.toMap(Function.identity(), this::address)));
  }

  /** The first store. */
  Path store() {
    return directory.resolve(stores.get(0));
  }

  private String address(String store) {
    return "file:" + directory.resolve(store);
  }

  StoredChain chain() throws IOException {
    return backups().chain(Optional.empty());
  }

  Connection connect() throws SQLException {
    return sandbox.postgres().connect(NAME);
  }

  Database database(String name) {
    return new Database(
        sandbox.postgres().jdbcUrl(name), sandbox.postgres().user(), sandbox.postgres().password());
  }

  void createDatabase(String name) throws SQLException {
    sandbox.postgres().createDatabase(name);
  }

  void execute(String sql) throws SQLException {
    execute(NAME, sql);
  }

  void execute(String database, String sql) throws SQLException {
    try (Connection connection = sandbox.postgres().connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  String ask(String query) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  @Override
  public void close() throws IOException {
    if (process != null) {
      process.close();
    }
    sandbox.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
