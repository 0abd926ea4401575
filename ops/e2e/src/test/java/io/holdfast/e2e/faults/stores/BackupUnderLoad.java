package io.holdfast.e2e.faults.stores;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.backup.Backups;
import io.holdfast.backup.Main;
import io.holdfast.backup.chain.StoredChain;
import io.holdfast.backup.postgres.Database;
import io.holdfast.sandbox.ChildProcess;
import io.holdfast.sandbox.Loopback;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.Sandbox;
import io.holdfast.sandbox.SandboxPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A database that is written to, its backup as a process of its own, and two stores. */
final class BackupUnderLoad implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Duration RESTORE = Duration.ofMinutes(5);
  private static final String SCHEMA =
      """
      CREATE TABLE public.orders (id bigint PRIMARY KEY, v int, pad text);
      CREATE TABLE public.log (line text);
      ALTER TABLE public.log REPLICA IDENTITY FULL;
      """;

  final Sandbox sandbox;
  private final Path directory;
  private final Map<String, String> stores;
  private final String segmentAge;
  private final AtomicBoolean writing = new AtomicBoolean();
  private final AtomicLong written = new AtomicLong();
  private ChildProcess process;
  private Thread writer;
  private int starts;
  private int restores;

  /** With two directories as stores. */
  BackupUnderLoad(Path directory) throws Exception {
    this(directory, "file:" + directory.resolve("store-b"), "10ms");
  }

  /**
   * @param b URL of the second store; the first is a directory
   * @param segmentAge how long a segment is open
   */
  BackupUnderLoad(Path directory, String b, String segmentAge) throws Exception {
    this.directory = directory;
    this.segmentAge = segmentAge;
    this.stores = Map.of("a", "file:" + store("a"), "b", b);
    this.sandbox =
        Sandbox.start(
            SandboxPlan.of(Part.BROKER, Part.REGISTRY, Part.POSTGRES).withBrokerProcess());
    sandbox.postgres().createDatabase("orders");
    execute("orders", SCHEMA);
    Files.createDirectories(store("a"));
    Files.createDirectories(store("b"));
    Files.createDirectories(spool(directory));
    start();
    await("the base", () -> !backups().chains().isEmpty());
  }

  /** Where the sink writes first. */
  static Path spool(Path directory) {
    return directory.resolve("sink-spool");
  }

  Path store(String name) {
    return directory.resolve("store-" + name);
  }

  Backups backups() {
    return Backups.of("orders", stores);
  }

  StoredChain chain(String store) throws IOException {
    return Backups.of("orders", Map.of(store, stores.get(store))).chain(Optional.empty());
  }

  void start() throws IOException {
    Path schema = Files.writeString(directory.resolve("schema.sql"), SCHEMA);
    List<String> arguments = new ArrayList<>();
    for (String setting :
        List.of(
            "database=orders",
            "kafka.bootstrap-servers=" + sandbox.bootstrapServers(),
            "registry.url=" + sandbox.registryUrl(),
            "http.port=" + Loopback.freePort(),
            "source.url=" + sandbox.postgres().jdbcUrl("orders"),
            "source.user=" + sandbox.postgres().user(),
            "source.heartbeat=500ms",
            "source.schema.source=file",
            "source.schema.file=" + schema,
            "sink.segment-age=" + segmentAge,
            "sink.store-timeout=5s",
            "sink.spool=" + spool(directory),
            "stores.a=" + stores.get("a"),
            "stores.b=" + stores.get("b"))) {
      arguments.add("--set");
      arguments.add(setting);
    }
    process =
        ChildProcess.java(Main.class.getName())
            .jvmOptions("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
            .environment("AWS_ACCESS_KEY_ID", "any")
            .environment("AWS_SECRET_ACCESS_KEY", "any")
            .arguments(arguments.toArray(String[]::new))
            .start("backup", directory.resolve("backup-" + ++starts + ".log"));
  }

  void kill() {
    process.kill();
  }

  /** Writes one transaction after the other until {@link #rest}; what fails is tried again. */
  void write(long seed) {
    Random random = new Random(seed);
    writing.set(true);
    writer = new Thread(() -> write(random), "writer");
    writer.start();
  }

  private void write(Random random) {
    while (writing.get()) {
      try (Connection connection = sandbox.postgres().connect("orders");
          Statement statement = connection.createStatement()) {
        while (writing.get()) {
          statement.execute(next(random));
          written.incrementAndGet();
        }
      } catch (SQLException away) {
        LockSupport.parkNanos(50_000_000);
      }
    }
  }

  private static String next(Random random) {
    int id = random.nextInt(20_000);
    switch (random.nextInt(60)) {
      case 0:
        return "INSERT INTO orders SELECT g, 0, repeat('y', 3000) FROM generate_series(%d, %d) g ON CONFLICT (id) DO NOTHING"
            .formatted(id, id + 500);
      case 1:
        return "TRUNCATE log";
      case 2:
      case 3:
        return "DELETE FROM orders WHERE id BETWEEN %d AND %d".formatted(id, id + 20);
      case 4:
        return "UPDATE orders SET id = id + 1000000 WHERE id = " + id;
      case 5:
        return "DELETE FROM log WHERE ctid IN (SELECT ctid FROM log LIMIT 3)";
      case 6, 7, 8, 9:
        return "INSERT INTO log VALUES ('line %d')".formatted(id % 5);
      default:
        return "INSERT INTO orders VALUES (%d, %d) ON CONFLICT (id) DO UPDATE SET v = excluded.v"
            .formatted(id, random.nextInt());
    }
  }

  /** How many transactions were written in all. */
  long written() {
    return written.get();
  }

  /** How often the newest process said something. */
  long said(String words) throws IOException {
    return Files.readAllLines(process.log()).stream().filter(line -> line.contains(words)).count();
  }

  void awaitWritten(long more) throws Exception {
    long until = written.get() + more;
    await(more + " more transactions", () -> written.get() >= until);
  }

  void rest() throws InterruptedException {
    writing.set(false);
    writer.join();
  }

  /** Sets a barrier and waits until both stores hold it. */
  void barrier(String id) throws Exception {
    Backups.barrier(database("orders"), id);
    for (String store : List.of("a", "b")) {
      await(
          "barrier " + id + " in store " + store,
          () ->
              chain(store).restorePoints().stream().anyMatch(point -> point.getLabel().equals(id))
                  && chain(store).newest().getNumber() >= chain("a").newest().getNumber());
    }
  }

  Database database(String name) {
    return new Database(
        sandbox.postgres().jdbcUrl(name), sandbox.postgres().user(), sandbox.postgres().password());
  }

  /** Restores to a barrier in a process of its own. */
  ChildProcess restore(String barrier) {
    restores++;
    return ChildProcess.java(RestoreMain.class.getName())
        .jvmOptions("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
        .environment("AWS_ACCESS_KEY_ID", "any")
        .environment("AWS_SECRET_ACCESS_KEY", "any")
        .arguments(
            sandbox.postgres().jdbcUrl(restored()),
            sandbox.postgres().user(),
            directory.resolve("spool-" + restores).toString(),
            stores.get("a"),
            stores.get("b"),
            barrier)
        .start("restore", directory.resolve("restore-" + restores + ".log"));
  }

  /** Restores to a barrier, and requires that the source had the same there. */
  void restoreAndCompare(String barrier) throws SQLException {
    try (ChildProcess restore = restore(barrier)) {
      assertThat(restore.awaitExit(RESTORE)).as("see %s", restore.log()).isZero();
    }
    drop(restored());
  }

  /** Name of the database that the newest restore makes. */
  String restored() {
    return "restored" + restores;
  }

  void drop(String database) throws SQLException {
    execute("postgres", "DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
  }

  private void execute(String database, String sql) throws SQLException {
    try (Connection connection = sandbox.postgres().connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  void await(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!holds(condition)) {
      if (!process.isAlive()) {
        throw new AssertionError("the backup ended before " + what + ", see " + process.log());
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + PATIENCE + ": " + what + ", see " + process.log());
      }
      Thread.sleep(50);
    }
  }

  private static boolean holds(Callable<Boolean> condition) throws Exception {
    try {
      return condition.call();
    } catch (IOException | NoSuchElementException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    writing.set(false);
    process.close();
    sandbox.close();
  }
}
