package io.holdfast.backup;

import io.holdfast.backup.config.BackupConfig;
import io.holdfast.backup.run.BackupProcess;
import io.holdfast.runtime.App;

/** Backs up one database: captures its changes, and sinks them into the stores. */
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    App.of("backup-sink", BackupConfig.class, BackupConfig::http, BackupProcess::assemble)
        .main(arguments);
  }
}
