package io.holdfast.bench.backup;

import io.holdfast.bench.Effort;
import io.holdfast.bench.Figure;
import io.holdfast.bench.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * What one store grows by, manifests included, for each row that changes: pgbench's load, and
 * scattered changes.
 */
public final class StoredBytes {

  private static final int CLIENTS = 4;
  private static final int ACCOUNTS = 100_000;
  private static final int SCATTERED = 1000;

  private static final String SCHEMA =
      """
      CREATE TABLE public.branches (bid int PRIMARY KEY, bbalance int, filler char(88));
      CREATE TABLE public.tellers (tid int PRIMARY KEY, bid int, tbalance int, filler char(84));
      CREATE TABLE public.accounts (aid int PRIMARY KEY, bid int, abalance int, filler char(84));
      CREATE TABLE public.history (hid bigserial PRIMARY KEY, tid int, bid int, aid int, delta int, mtime timestamp);
      """;

  private final Effort effort;
  private final Report report;
  private final BackupWorld world;

  public StoredBytes(Effort effort, Report report, BackupWorld world) {
    this.effort = effort;
    this.report = report;
    this.world = world;
  }

  /** Leaves the backup running. */
  public void run() throws Exception {
    world.execute(SCHEMA);
    world.execute("INSERT INTO branches SELECT i, 0, '' FROM generate_series(1, 10) i");
    world.execute("INSERT INTO tellers SELECT i, i % 10, 0, '' FROM generate_series(1, 100) i");
    world.execute(
        "INSERT INTO accounts SELECT i, i %% 10, 0, '' FROM generate_series(1, %d) i"
            .formatted(ACCOUNTS));
    world.run(SCHEMA, "");
    world.await("the base", () -> world.chain().base() != null);

    int transactions = effort.of(30_000, 2_000);
    long before = bytes();
    load(transactions);
    awaitChanges(4L * transactions);
    report.add(
        Figure.of(
            "backup.stored.per-changed-row.pgbench",
            (bytes() - before) / (4.0 * transactions),
            "B"));

    before = bytes();
    PrimitiveIterator.OfInt scattered = new Random(1).ints(1, ACCOUNTS + 1).iterator();
    for (int i = 0; i < SCATTERED; i++) {
      world.execute(
          "UPDATE accounts SET abalance = abalance + 1 WHERE aid = " + scattered.nextInt());
    }
    awaitChanges(4L * transactions + SCATTERED);
    report.add(
        Figure.of(
            "backup.stored.per-changed-row.scattered",
            (bytes() - before) / (double) SCATTERED,
            "B"));
    report.say(
        "  (pgBackRest is not driven by this bench yet: its 295 B and 119 KB are not of this run, so no ratio is told)");
  }

  private void awaitChanges(long count) throws Exception {
    world.await(
        "the changes in the stores",
        () ->
            world.chain().manifests().stream().mapToLong(manifest -> manifest.getChanges()).sum()
                >= count);
  }

  private long bytes() throws IOException {
    try (Stream<Path> files = Files.walk(world.directory().resolve("a"))) {
      long sum = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sum += Files.size(file);
      }
      return sum;
    }
  }

  private void load(int transactions) throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        Random random = new Random(client);
        all.add(
            clients.submit(
                () -> {
                  try (Connection connection = world.connect()) {
                    client(connection, random, transactions / CLIENTS);
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      clients.shutdownNow();
    }
  }

  /** pgbench's transaction, "TPC-B (sort of)", without its SELECT. */
  private static void client(Connection connection, Random random, int transactions)
      throws Exception {
    connection.setAutoCommit(false);
    try (PreparedStatement account =
            connection.prepareStatement(
                "UPDATE accounts SET abalance = abalance + ? WHERE aid = ?");
        PreparedStatement teller =
            connection.prepareStatement(
                "UPDATE tellers SET tbalance = tbalance + ? WHERE tid = ?");
        PreparedStatement branch =
            connection.prepareStatement(
                "UPDATE branches SET bbalance = bbalance + ? WHERE bid = ?");
        PreparedStatement history =
            connection.prepareStatement(
                "INSERT INTO history (tid, bid, aid, delta, mtime) VALUES (?, ?, ?, ?, now())")) {
      for (int i = 0; i < transactions; i++) {
        int delta = random.nextInt(10_000) - 5_000;
        int aid = 1 + random.nextInt(ACCOUNTS);
        int tid = 1 + random.nextInt(100);
        int bid = 1 + random.nextInt(10);
        update(account, delta, aid);
        update(teller, delta, tid);
        update(branch, delta, bid);
        history.setInt(1, tid);
        history.setInt(2, bid);
        history.setInt(3, aid);
        history.setInt(4, delta);
        history.executeUpdate();
        connection.commit();
      }
    }
  }

  private static void update(PreparedStatement statement, int delta, int id) throws Exception {
    statement.setInt(1, delta);
    statement.setInt(2, id);
    statement.executeUpdate();
  }
}
