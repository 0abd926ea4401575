package io.holdfast.bench.backup;

import io.holdfast.bench.Effort;
import io.holdfast.bench.Figure;
import io.holdfast.bench.Report;
import io.holdfast.bench.Samples;
import io.holdfast.sandbox.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Restores of base and changes in a process that runs already, by turns with COPY FROM in as many
 * sessions and the build of the same indexes, of the rows as they are in the end. Each is compared
 * with the one before, because a machine may be twice as fast at one time as at another.
 */
public final class RestoreRate {

  private static final int BATCH = 1000;
  private static final int TURNS = 5;

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

    // it would tidy up in one turn what the turn before left
    world.execute("ALTER SYSTEM SET autovacuum = off");
    world.execute("SELECT pg_reload_conf()");
    WideTables.export(world);
    Samples first = new Samples();
    Samples restored = new Samples();
    Samples copied = new Samples();
    Samples ratios = new Samples();
    measure(first, restored, copied, ratios);
    report.add(Figure.of("backup.restore.changes", changes, "rows"));
    report.add(Figure.of("backup.restore.copy-and-indexes", copied.median(), "s"));
    report.add(Figure.of("backup.restore.first-of-a-process", first.median(), "s"));
    report.add(Figure.of("backup.restore", restored.median(), "s"));
    report.add(Figure.of("backup.restore.of-copy-and-indexes", ratios.median(), "x").atLeast(0.7));
  }

  /**
   * As the launcher has it for commands of a backup, with the heap that is limited here; HotSpot's
   * own where nobody says how the launcher has it.
   */
  private String[] options() {
    String launcher = System.getProperty("holdfast.bench.restore-options", "");
    return Stream.concat(
            Arrays.stream(world.jvmOptions("restore")), Arrays.stream(launcher.split(" ")))
        .filter(option -> !option.isEmpty())
        .toArray(String[]::new);
  }

  private void measure(Samples first, Samples restored, Samples copied, Samples ratios)
      throws Exception {
    Files.createDirectories(world.directory().resolve("spool"));
    List<String> arguments = new ArrayList<>();
    arguments.add(world.directory().toString());
    arguments.add("file:" + world.store());
    arguments.add(world.database(BackupWorld.NAME).user());
    for (int place = 0; place <= 2 * TURNS; place++) {
      String name = "turn" + place;
      if (place % 2 == 1) {
        world.createDatabase(name);
      }
      arguments.add(world.database(name).url());
    }
    Path log = world.directory().resolve("restore.log");
    try (ChildProcess process =
        ChildProcess.java(RestoreMain.class.getName())
            .jvmOptions(options())
            .arguments(arguments.toArray(new String[0]))
            .start("restore", log)) {
      double copying = Double.NaN;
      int code = process.awaitExit(Duration.ofMinutes(10));
      for (String line : Files.readAllLines(log)) {
        String[] words = line.split(" ");
        if (words[0].equals("COPIED")) {
          copying = Long.parseLong(words[1]) / 1000.0;
          copied.add(copying);
        } else if (words[0].equals("RESTORED") && first.size() == 0) {
          first.add(Long.parseLong(words[1]) / 1000.0);
        } else if (words[0].equals("RESTORED")) {
          double restoring = Long.parseLong(words[1]) / 1000.0;
          restored.add(restoring);
          ratios.add(copying / restoring);
        }
      }
      if (restored.size() != TURNS || copied.size() != TURNS) {
        throw new IllegalStateException("the restore ended with " + code + ": see " + log);
      }
    }
  }
}
