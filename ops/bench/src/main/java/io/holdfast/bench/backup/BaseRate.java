package io.holdfast.bench.backup;

import io.holdfast.backup.kafka.Clients;
import io.holdfast.backup.kafka.LogTail;
import io.holdfast.bench.Effort;
import io.holdfast.bench.Figure;
import io.holdfast.bench.Report;
import io.holdfast.bench.Samples;
import io.holdfast.records.BackupEvent;
import io.holdfast.records.BackupEventKind;

/**
 * A base into one store, from its lock to its manifest, beside the same parallel COPY thrown away.
 */
public final class BaseRate {

  private final Effort effort;
  private final Report report;
  private final BackupWorld world;

  public BaseRate(Effort effort, Report report, BackupWorld world) {
    this.effort = effort;
    this.report = report;
    this.world = world;
  }

  /** Ends the backup. */
  public void run() throws Exception {
    int rowsEach = effort.of(3_000_000, 20_000);
    WideTables.make(world, rowsEach);
    long rows = (long) WideTables.NAMES.size() * rowsEach;
    Samples plain = new Samples();
    WideTables.copyOut(world);
    for (int i = 0; i < 3; i++) {
      plain.add(WideTables.copyOut(world));
    }
    world.run(WideTables.preData(), WideTables.postData());
    world.await("the base", () -> world.chain().base() != null);
    var config = world.config();
    LogTail<BackupEvent> events =
        LogTail.of(config.topics().backupEvents(), new Clients(config.kafka(), config.registry()));
    BackupEvent[] base = {null};
    world.await(
        "the base's event",
        () -> {
          base[0] = events.newest(event -> event.getKind() == BackupEventKind.BASE);
          return base[0] != null;
        });
    double seconds = base[0].getDurationMillis() / 1000.0;
    report.add(Figure.of("backup.base.copy-thrown-away", rows / plain.median(), "rows/s"));
    report.add(Figure.of("backup.base", rows / seconds, "rows/s"));
    report.add(
        Figure.of("backup.base.of-copy-thrown-away", plain.median() / seconds, "x").atLeast(0.7));
    world.stopBackup();
  }
}
