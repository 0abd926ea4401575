package io.holdfast.backup;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.backup.chain.StoredChain;
import io.holdfast.backup.domain.RestoreTarget;
import io.holdfast.backup.postgres.Database;
import io.holdfast.backup.postgres.ExportedSlot;
import io.holdfast.backup.restore.RestorePoints;
import io.holdfast.backup.restore.RestoreProgress;
import io.holdfast.backup.restore.RestoreReport;
import io.holdfast.backup.restore.RestoreRequest;
import io.holdfast.records.ManifestKind;
import io.holdfast.records.RestorePointKind;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A new database for each test, with stores of its own, which the test backs up and restores. */
final class BackedDatabase implements BeforeEachCallback, AfterEachCallback {

  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final boolean alone;
  private final String ddl;
  private final List<String> storeNames;
  private Sandbox sandbox;
  private String name;
  private Path directory;
  private Map<String, String> stores;
  private int restores;

  /**
   * @param ddl makes its tables, at the start and in a restore
   * @param stores names of directories that it is backed up to
   */
  BackedDatabase(String ddl, String... stores) {
    this(false, ddl, stores);
  }

  private BackedDatabase(boolean alone, String ddl, String... stores) {
    this.alone = alone;
    this.ddl = ddl;
    this.storeNames = List.of(stores);
  }

  /** On servers of its own, which the test may stop. */
  static BackedDatabase alone(String ddl, String... stores) {
    return new BackedDatabase(true, ddl, stores);
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    sandbox = alone ? Sandbox.start(Part.BROKER, Part.POSTGRES) : Servers.of(context);
    name = "orders" + NUMBERS.incrementAndGet();
    directory = Files.createTempDirectory(name);
    stores = new TreeMap<>();
    storeNames.forEach(store -> stores.put(store, "file:" + directory.resolve(store)));
    sandbox.postgres().createDatabase(name);
    define(ddl);
  }

  /** A slot that is left would keep the log of all databases. */
  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    dropSlot();
    if (alone) {
      sandbox.close();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  void dropSlot() throws SQLException {
    ExportedSlot.dropForcibly(source(), "holdfast_" + name);
  }

  /** Runs more DDL, which a restore begins with from now on. */
  void define(String sql) throws SQLException, IOException {
    run(sql);
    Files.writeString(directory.resolve("schema.sql"), sql, CREATE, APPEND);
  }

  Sandbox servers() {
    return sandbox;
  }

  /** In the topics and in the stores. */
  String name() {
    return name;
  }

  Path directory() {
    return directory;
  }

  /** URLs of the stores by name; may be added to before the backup starts. */
  Map<String, String> stores() {
    return stores;
  }

  Database source() {
    return database(name);
  }

  Database database(String other) {
    return new Database(
        sandbox.postgres().jdbcUrl(other),
        sandbox.postgres().user(),
        sandbox.postgres().password());
  }

  /** Starts the backup, with further settings. */
  RunningBackup start(String... settings) {
    return new RunningBackup(arguments("mock://backup", settings));
  }

  /** What the backup is started with. */
  List<String> arguments(String registry, String... settings) {
    Map<String, String> all = new TreeMap<>();
    all.put("database", name);
    all.put("kafka.bootstrap-servers", sandbox.bootstrapServers());
    all.put("registry.url", registry);
    all.put("http.port", "0");
    all.put("source.url", source().url());
    all.put("source.user", source().user());
    if (!source().password().isEmpty()) {
      all.put("source.password", source().password());
    }
    all.put("source.heartbeat", "500ms");
    all.put("source.schema.source", "file");
    all.put("source.schema.file", directory.resolve("schema.sql").toString());
    all.put("sink.segment-age", "100ms");
    stores.forEach((store, url) -> all.put("stores." + store, url));
    List<String> arguments = new ArrayList<>();
    all.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    return arguments;
  }

  Backups backups() {
    return Backups.of(name, stores);
  }

  StoredChain chain() throws IOException {
    return backups().chain(Optional.empty());
  }

  /** How many bases its newest chain has. */
  long bases() throws IOException {
    return chain().manifests().stream()
        .filter(manifest -> manifest.getKind() == ManifestKind.BASE)
        .count();
  }

  RestorePoints points() throws IOException {
    return backups().points(chain(), spool());
  }

  Path spool() throws IOException {
    return Files.createDirectories(directory.resolve("spool"));
  }

  void awaitBase() {
    await().atMost(120, SECONDS).ignoreExceptions().until(() -> !backups().chains().isEmpty());
  }

  void awaitTransactions(long count) {
    await().atMost(120, SECONDS).until(() -> chain().transactions() >= count);
  }

  void awaitPoint(RestorePointKind kind, String label) {
    await()
        .atMost(120, SECONDS)
        .until(
            () ->
                chain().restorePoints().stream()
                    .anyMatch(point -> point.getKind() == kind && point.getLabel().equals(label)));
  }

  /** The barrier is kept, all of it. */
  void awaitBarrier(String id) {
    awaitPoint(RestorePointKind.BARRIER, id);
  }

  /** Everything so far is kept: a point that is set now is in the chain. */
  void awaitEnd() throws SQLException {
    String end = "end " + NUMBERS.incrementAndGet();
    run("SELECT pg_logical_emit_message(false, 'holdfast.point', '" + end + "')");
    awaitPoint(RestorePointKind.NAMED, end);
  }

  /** A new name for a database to restore into; the newest is that of {@link #restored}. */
  Database target() {
    restores++;
    return database(restoredName());
  }

  /** Name of the database that was restored last. */
  String restoredName() {
    return name + "_restored" + restores;
  }

  /** Restores into a new database, and compares each row with what the chain or a barrier says. */
  RestoreReport restore(RestoreTarget target) throws Exception {
    RestoreReport report = backups().restore(request(target, target()), RestoreProgress.silent());
    assertThat(report.differences()).isEmpty();
    return report;
  }

  /** Takes what was restored last on to a later point, and compares as {@link #restore} does. */
  RestoreReport delta(RestoreTarget target) throws Exception {
    RestoreReport report =
        backups().delta(request(target, database(restoredName())), RestoreProgress.silent());
    assertThat(report.differences()).isEmpty();
    assertThat(report.compared()).as("tables compared").isPositive();
    return report;
  }

  RestoreRequest request(RestoreTarget target, Database into) throws IOException {
    return new RestoreRequest(
        Optional.empty(), target, Set.of(), into, 2, spool(), RestoreRequest.Witness.CHAIN);
  }

  /** First column of a query of what was restored last. */
  List<String> restored(String query) throws SQLException {
    return rows(restoredName(), query);
  }

  /** The same of the source. */
  List<String> rows(String query) throws SQLException {
    return rows(name, query);
  }

  private List<String> rows(String database, String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = sandbox.postgres().connect(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        rows.add(row.getString(1));
      }
    }
    return rows;
  }

  void run(String sql) throws SQLException {
    try (Connection connection = sandbox.postgres().connect(name);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** As psql does with what it is given on its command line. */
  void runAsOneMessage(String sql) throws SQLException {
    try (Connection connection = simple();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** A session that sends each text as one message. */
  Connection simple() throws SQLException {
    return DriverManager.getConnection(
        source().url() + "?preferQueryMode=simple", source().user(), source().password());
  }

  /** Deletes the beginning of the changes topic, as its retention does; all of it for -1. */
  void deleteChanges(long before) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", sandbox.bootstrapServers()))) {
      TopicPartition changes = new TopicPartition("holdfast.changes." + name, 0);
      admin.deleteRecords(Map.of(changes, RecordsToDelete.beforeOffset(before))).all().get();
    }
  }
}
