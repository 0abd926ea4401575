package io.holdfast.bench.backup;

import io.holdfast.bench.Effort;
import io.holdfast.bench.Figure;
import io.holdfast.bench.Report;
import io.holdfast.bench.Samples;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How old the newest transaction is that all stores hold, asked for ten times a second under load.
 */
public final class RpoUnderLoad {

  private static final int PER_SECOND = 500;
  private static final long BETWEEN_ASKING = TimeUnit.MILLISECONDS.toNanos(100);

  private final Effort effort;
  private final Report report;
  private final BackupWorld world;

  public RpoUnderLoad(Effort effort, Report report, BackupWorld world) {
    this.effort = effort;
    this.report = report;
    this.world = world;
  }

  /** With the backup running; leaves it so. */
  public void run() throws Exception {
    int seconds = effort.of(60, 10);
    ExecutorService writer = Executors.newSingleThreadExecutor();
    try {
      Future<Double> rate = writer.submit(() -> write(seconds));
      TimeUnit.SECONDS.sleep(3);
      Samples all = new Samples();
      Samples any = new Samples();
      while (!rate.isDone()) {
        String metrics = world.metrics();
        add(all, metrics, "all");
        add(any, metrics, "any");
        LockSupport.parkNanos(BETWEEN_ASKING);
      }
      report.add(Figure.of("backup.rpo.load", rate.get(), "tx/s").atLeast(0.98 * PER_SECOND));
      report.add(Figure.of("backup.rpo.any.p99", any.quantile(0.99), "s"));
      report.add(Figure.of("backup.rpo.all.p50", all.median(), "s"));
      report.add(Figure.of("backup.rpo.all.p99", all.quantile(0.99), "s").atMost(2));
    } finally {
      writer.shutdownNow();
    }
  }

  private double write(int seconds) throws Exception {
    long began = System.nanoTime();
    long count = 0;
    try (Connection connection = world.connect();
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE accounts SET abalance = abalance + 1 WHERE aid = ?")) {
      long until = began + TimeUnit.SECONDS.toNanos(seconds);
      while (System.nanoTime() < until) {
        long due = began + count * TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
        LockSupport.parkNanos(due - System.nanoTime());
        update.setInt(1, 1 + (int) (count * 7919 % 100_000));
        update.executeUpdate();
        count++;
      }
    }
    return count / ((System.nanoTime() - began) / 1e9);
  }

  private static void add(Samples samples, String metrics, String durable) {
    metrics
        .lines()
        .filter(line -> line.startsWith("holdfast_backup_rpo_seconds"))
        .filter(line -> line.contains("durable=\"" + durable + "\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .filter(value -> !Double.isNaN(value))
        .forEach(samples::add);
  }
}
