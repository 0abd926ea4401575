package io.holdfast.bench.backup;

import io.holdfast.bench.Effort;
import io.holdfast.bench.Figure;
import io.holdfast.bench.Report;
import io.holdfast.sandbox.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A restore of base and changes, beside COPY FROM in as many sessions and the build of the same
 * indexes, of the rows as they are in the end.
 */
public final class RestoreRate {

  private static final int BATCH = 1000;

  private final Effort effort;
  private final Report report;
  private final BackupWorld world;

  public RestoreRate(Effort effort, Report report, BackupWorld world) {
    this.effort = effort;
    this.report = report;
    this.world = world;
  }

  /** Takes a base, changes every row of it, and restores both; ends the backup. */
  public void run() throws Exception {
    int changesEach = effort.of(250_000, 20_000);
    WideTables.make(world, changesEach);
    world.run(WideTables.preData(), WideTables.postData());
    world.await("the base", () -> world.chain().base() != null);
    for (String table : WideTables.NAMES) {
      for (int from = 1; from <= changesEach; from += BATCH) {
        world.execute(
            "UPDATE %s SET amount = amount + 1, note = 'changed' WHERE id BETWEEN %d AND %d"
                .formatted(table, from, from + BATCH - 1));
      }
    }
    long changes = 4L * changesEach;
    world.await(
        "all changes in the stores",
        () ->
            world.chain().manifests().stream().mapToLong(manifest -> manifest.getChanges()).sum()
                >= changes);
    world.stopBackup();

    WideTables.export(world);
    world.createDatabase("plain");
    world.execute("plain", WideTables.preData());
    double plain = WideTables.copyIn(world, "plain");
    long began = System.nanoTime();
    world.execute("plain", WideTables.postData());
    plain += (System.nanoTime() - began) / 1e9;

    double ours = restore();
    report.add(Figure.of("backup.restore.changes", changes, "rows"));
    report.add(Figure.of("backup.restore.copy-and-indexes", plain, "s"));
    report.add(Figure.of("backup.restore", ours, "s"));
    report.add(Figure.of("backup.restore.of-copy-and-indexes", plain / ours, "x").atLeast(0.7));
  }

  private double restore() throws Exception {
    Path log = world.directory().resolve("restore.log");
    try (ChildProcess process =
        ChildProcess.java(RestoreMain.class.getName())
            .jvmOptions(world.jvmOptions("restore"))
            .arguments(
                world.database("restored").url(),
                world.database("restored").user(),
                Files.createDirectories(world.directory().resolve("spool")).toString(),
                "file:" + world.store())
            .start("restore", log)) {
      int code = process.awaitExit(Duration.ofMinutes(10));
      String line =
          Files.readString(log)
              .lines()
              .filter(text -> text.startsWith("RESTORED"))
              .findFirst()
              .orElseThrow(
                  () -> new IllegalStateException("the restore ended with " + code + ": " + log));
      return Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)) / 1000.0;
    }
  }
}
