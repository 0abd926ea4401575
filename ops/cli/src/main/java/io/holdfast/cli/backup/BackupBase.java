package io.holdfast.cli.backup;

import io.holdfast.backup.Backups;
import io.holdfast.backup.config.BackupConfig;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Failure;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Session;
import io.holdfast.runtime.config.Configuration;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "base",
    description = {
      "Asks the process that backs up a database to end its chain and begin another with a new base.",
      "The request travels in the database's own log; `backup run` takes the first base by itself."
    })
final class BackupBase extends HoldfastCommand {

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "Settings of backup-sink.")
  private Path config;

  @Option(
      names = "--why",
      paramLabel = "TEXT",
      defaultValue = "by hand",
      description = "Kept in the last manifest of the chain that ends (default: ${DEFAULT-VALUE}).")
  private String why;

  @Override
  protected ExitCode run(Session session) {
    BackupConfig settings =
        Configuration.of(BackupConfig.class)
            .file(config)
            .environment(session.terminal().environment())
            .load()
            .value();
    try {
      Backups.askForNewBase(settings.source().database(), why);
    } catch (SQLException e) {
      throw new Failure(ExitCode.UNREACHABLE, "The database says: " + e.getMessage(), e);
    }
    session.show(
        Map.of("database", settings.database(), "why", why),
        List.of(
            "A new base of " + settings.database() + " was asked for.",
            "see it begin: holdfast backup info --config " + config));
    return ExitCode.OK;
  }
}
