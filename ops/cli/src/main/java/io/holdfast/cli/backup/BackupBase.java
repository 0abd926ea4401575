package io.holdfast.cli.backup;

import io.holdfast.backup.Backups;
import io.holdfast.backup.config.BackupConfig;
import io.holdfast.backup.domain.TableName;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Failure;
import io.holdfast.cli.shell.Session;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "base",
    description = {
      "Asks the process that backs up a database to end its chain and begin another with a new base.",
      "With --table one table is copied again, or for the first time, while the chain goes on.",
      "The request travels in the database itself; `backup run` takes the first base on its own."
    })
final class BackupBase extends SourceCommand {

  @Option(
      names = "--table",
      paramLabel = "TABLE",
      converter = TableNameConverter.class,
      description = "Only this table (default: all, and a new chain).")
  private TableName table;

  @Option(
      names = "--why",
      paramLabel = "TEXT",
      defaultValue = "by hand",
      description = "For people who wonder about it later (default: ${DEFAULT-VALUE}).")
  private String why;

  @Override
  ExitCode run(Session session, BackupConfig settings) {
    String what = table == null ? settings.database() : "table " + table;
    try (var answer = session.waitFor("asking the database")) {
      if (table == null) {
        Backups.askForNewBase(settings.source().database(), why);
      } else {
        Backups.askForBaseOf(settings.source().database(), table, why);
      }
    } catch (NoSuchElementException e) {
      throw new Failure(ExitCode.NOT_FOUND, "The database has no table " + table + ".", e);
    } catch (SQLException e) {
      throw new Failure(DatabaseFailure.exitCode(e), "The database says: " + e.getMessage(), e);
    }
    session.show(
        Map.of("database", settings.database(), "asked", what, "why", why),
        List.of(
            "A new base of " + what + " was asked for.",
            "see it begin: holdfast backup info --config " + config + " newest"));
    return ExitCode.OK;
  }
}
