package io.holdfast.bench.backup;

import io.holdfast.bench.Effort;
import io.holdfast.bench.Figure;
import io.holdfast.bench.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What one store grows by, manifests included, for each row that changes: pgbench's load, and
 * scattered changes in a large table. Beside pgBackRest under the same load, where it is installed.
 */
public final class StoredBytes {

  private static final int SCATTERED = 1000;

  private final Effort effort;
  private final Report report;
  private final BackupWorld world;

  public StoredBytes(Effort effort, Report report, BackupWorld world) {
    this.effort = effort;
    this.report = report;
    this.world = world;
  }

  /** Bytes for each changed row. */
  record PerRow(double pgbench, double scattered) {}

  /** Leaves the backup running. */
  public void run() throws Exception {
    int transactions = effort.of(30_000, 2_000);
    int largeRows = effort.of(1_000_000, 50_000);
    PerRow ours = ours(new Pgbench(world::connect, largeRows), transactions);
    report.add(Figure.of("backup.stored.per-changed-row.pgbench", ours.pgbench(), "B"));
    report.add(Figure.of("backup.stored.per-changed-row.scattered", ours.scattered(), "B"));
    if (!PgBackRest.isInstalled()) {
      report.say(
          "  (pgBackRest and Debian's PostgreSQL 15 are not installed here: nothing to compare with)");
      return;
    }
    Path directory = Files.createDirectories(world.directory().resolve("pgbackrest"));
    PerRow peer = PgBackRest.measure(directory, largeRows, transactions, SCATTERED);
    report.add(Figure.of("backup.stored.pgbackrest.pgbench", peer.pgbench(), "B"));
    report.add(Figure.of("backup.stored.pgbackrest.scattered", peer.scattered(), "B"));
    report.add(
        Figure.of("backup.stored.of-pgbackrest.pgbench", ours.pgbench() / peer.pgbench(), "x")
            .atMost(1 / 5.0));
    report.add(
        Figure.of("backup.stored.of-pgbackrest.scattered", ours.scattered() / peer.scattered(), "x")
            .atMost(1 / 200.0));
  }

  private PerRow ours(Pgbench pgbench, int transactions) throws Exception {
    pgbench.fill();
    world.run(Pgbench.SCHEMA, "");
    world.await("the base", () -> world.chain().base() != null);
    long changes = (long) Pgbench.CHANGES_A_TRANSACTION * transactions;

    Path store = world.store();
    long before = bytes(store);
    pgbench.load(transactions);
    awaitChanges(changes);
    double load = (bytes(store) - before) / (double) changes;

    before = bytes(store);
    pgbench.scatter(SCATTERED);
    awaitChanges(changes + SCATTERED);
    return new PerRow(load, (bytes(store) - before) / (double) SCATTERED);
  }

  private void awaitChanges(long count) throws Exception {
    world.await(
        "the changes in the stores",
        () ->
            world.chain().manifests().stream().mapToLong(manifest -> manifest.getChanges()).sum()
                >= count);
  }

  /** What the files below a directory hold. */
  static long bytes(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      long sum = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sum += Files.size(file);
      }
      return sum;
    }
  }
}
