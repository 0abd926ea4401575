package io.holdfast.cli.backup;

import io.holdfast.backup.Backups;
import io.holdfast.backup.config.BackupConfig;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Failure;
import io.holdfast.cli.shell.Session;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "point",
    description = {
      "Names the present state of a database, for restores to come back to: before a release, say.",
      "With --barrier its tables are read and hashed, and sequences, roles and large objects are taken anew: a restore to it is compared with that."
    })
final class BackupPoint extends SourceCommand {

  @Parameters(paramLabel = "NAME", description = "Of the point; new for a barrier.")
  private String name;

  @Option(
      names = "--barrier",
      description =
          "Also what every table holds. TRUNCATE and ALTER TABLE wait until they are read.")
  private boolean barrier;

  @Override
  ExitCode run(Session session, BackupConfig settings) {
    String option = barrier ? "--barrier" : "--to-point";
    int tables = 0;
    try (var answer = session.waitFor(barrier ? "hashing the tables" : "asking the database")) {
      if (barrier) {
        tables = Backups.barrier(settings.source().database(), name).tables();
      } else {
        Backups.point(settings.source().database(), name);
      }
    } catch (SQLException e) {
      throw new Failure(DatabaseFailure.exitCode(e), "The database says: " + e.getMessage(), e);
    }
    session.show(
        Map.of("database", settings.database(), "point", name, "tables", tables),
        List.of(
            barrier
                ? "Barrier %s, of %d tables, is in the log.".formatted(name, tables)
                : "Point %s is in the log.".formatted(name),
            "restore it: holdfast backup restore --config %s %s '%s' --into jdbc:postgresql://…"
                .formatted(config, option, name)));
    return ExitCode.OK;
  }
}
