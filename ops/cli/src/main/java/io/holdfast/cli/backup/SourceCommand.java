package io.holdfast.cli.backup;

import io.holdfast.backup.config.BackupConfig;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Session;
import io.holdfast.runtime.config.Configuration;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** A command about the source of a backup and what is beside it; by backup-sink's own settings. */
abstract class SourceCommand extends HoldfastCommand {

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "Settings of backup-sink.")
  Path config;

  abstract ExitCode run(Session session, BackupConfig settings);

  @Override
  protected final ExitCode run(Session session) {
    return run(
        session,
        Configuration.of(BackupConfig.class)
            .file(config)
            .environment(session.terminal().environment())
            .load()
            .value());
  }
}
