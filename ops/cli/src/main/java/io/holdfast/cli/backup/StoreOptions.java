package io.holdfast.cli.backup;

import io.holdfast.backup.Backups;
import io.holdfast.backup.config.BackupConfig;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Failure;
import io.holdfast.runtime.config.Configuration;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Where the backups are: from backup-sink's own configuration, or named one by one. */
final class StoreOptions {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings of backup-sink: names the database and its stores.")
  private Path config;

  @Option(
      names = "--database",
      paramLabel = "NAME",
      description = "Name of the database in the stores.")
  private String database;

  @Option(
      names = "--store",
      paramLabel = "NAME=URL",
      description = "A store, such as a=file:/mnt/backup-a; repeatable.")
  private Map<String, String> stores = new LinkedHashMap<>();

  Backups backups(Map<String, String> environment) {
    if (config != null) {
      BackupConfig settings =
          Configuration.of(BackupConfig.class).file(config).environment(environment).load().value();
      return Backups.of(settings.database(), settings.stores());
    }
    if (database == null || stores.isEmpty()) {
      throw new Failure(
          ExitCode.USAGE,
          "Which backups? Give --config FILE of backup-sink, or --database NAME and --store NAME=URL.");
    }
    return Backups.of(database, stores);
  }
}
