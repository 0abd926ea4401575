package io.holdfast.cli.backup;

import io.holdfast.backup.Backups;
import io.holdfast.backup.config.BackupConfig;
import io.holdfast.backup.seal.Keyset;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Failure;
import io.holdfast.runtime.config.Configuration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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

  @Option(
      names = "--keyset",
      paramLabel = "FILE",
      description =
          "Keys of objects that are encrypted; a restore needs them (default: as configured).")
  private Path keyset;

  Backups backups(Map<String, String> environment) {
    if (config != null && (database != null || !stores.isEmpty())) {
      throw new Failure(
          ExitCode.USAGE,
          "Which backups? --config FILE names the database and its stores; leave it out to name them by --database and --store.");
    }
    Optional<BackupConfig> settings = settings(environment);
    if (settings.isPresent()) {
      Optional<Path> keys =
          keyset == null ? settings.get().encryption().keyset() : Optional.of(keyset);
      return Backups.of(settings.get().database(), settings.get().stores(), keys(keys));
    }
    if (database == null || stores.isEmpty()) {
      throw new Failure(
          ExitCode.USAGE,
          "Which backups? Give --config FILE of backup-sink, or --database NAME and --store NAME=URL.");
    }
    return Backups.of(database, stores, keys(Optional.ofNullable(keyset)));
  }

  private static Optional<Keyset> keys(Optional<Path> file) {
    try {
      return Keyset.of(file);
    } catch (IOException e) {
      throw new Failure(ExitCode.USAGE, e.getMessage() + ".", e);
    }
  }

  /** Backup-sink's configuration, where it is named. */
  Optional<BackupConfig> settings(Map<String, String> environment) {
    return Optional.ofNullable(config)
        .map(
            file ->
                Configuration.of(BackupConfig.class)
                    .file(file)
                    .environment(environment)
                    .load()
                    .value());
  }
}
