package io.holdfast.bench.backup;

import io.holdfast.backup.Backups;
import io.holdfast.backup.kafka.Clients;
import io.holdfast.backup.kafka.LogTail;
import io.holdfast.bench.Effort;
import io.holdfast.bench.Figure;
import io.holdfast.bench.Report;
import io.holdfast.bench.Samples;
import io.holdfast.records.BackupEvent;
import io.holdfast.records.BackupEventKind;
import java.util.HashSet;
import java.util.Set;

/**
 * Bases into one store, each from its lock to its manifest, in a process that runs already; by
 * turns with the same parallel COPY thrown away.
 */
public final class BaseRate {

  private static final int TURNS = 3;

  private final Effort effort;
  private final Report report;
  private final BackupWorld world;
  private final Set<String> seen = new HashSet<>();

  public BaseRate(Effort effort, Report report, BackupWorld world) {
    this.effort = effort;
    this.report = report;
    this.world = world;
  }

  /** Ends the backup. */
  public void run() throws Exception {
    int rowsEach = effort.of(2_000_000, 20_000);
    WideTables.make(world, rowsEach);
    double rows = (double) WideTables.NAMES.size() * rowsEach;
    WideTables.copyOut(world);
    world.run(WideTables.preData(), WideTables.postData());
    world.await("the first base", () -> world.chain().base() != null);
    double first = seconds();
    Samples plain = new Samples();
    Samples bases = new Samples();
    for (int turn = 1; turn <= TURNS; turn++) {
      plain.add(WideTables.copyOut(world));
      Backups.askForNewBase(world.database(BackupWorld.NAME), "turn " + turn);
      bases.add(seconds());
    }
    world.stopBackup();
    report.add(Figure.of("backup.base.copy-thrown-away", rows / plain.median(), "rows/s"));
    report.add(Figure.of("backup.base.first-of-a-process", rows / first, "rows/s"));
    report.add(Figure.of("backup.base", rows / bases.median(), "rows/s"));
    report.add(
        Figure.of("backup.base.of-copy-thrown-away", plain.median() / bases.median(), "x")
            .atLeast(0.7));
  }

  /** How long the next base takes, that of a chain that was not seen before. */
  private double seconds() throws Exception {
    var config = world.config();
    LogTail<BackupEvent> events =
        LogTail.of(config.topics().backupEvents(), new Clients(config.kafka(), config.registry()));
    BackupEvent[] base = {null};
    world.await(
        "a base's event",
        () -> {
          base[0] =
              events.newest(
                  event ->
                      event.getKind() == BackupEventKind.BASE && !seen.contains(event.getChain()));
          return base[0] != null;
        });
    seen.add(base[0].getChain());
    return base[0].getDurationMillis() / 1000.0;
  }
}
