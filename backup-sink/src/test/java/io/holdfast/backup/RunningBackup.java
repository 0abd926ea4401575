package io.holdfast.backup;

import io.holdfast.backup.config.BackupConfig;
import io.holdfast.backup.run.BackupProcess;
import io.holdfast.runtime.App;
import io.holdfast.runtime.ExitCode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A backup in this JVM. */
final class RunningBackup implements AutoCloseable {

  private final App<BackupConfig> app =
      App.of("backup-sink", BackupConfig.class, BackupConfig::http, BackupProcess::assemble);
  private final CompletableFuture<ExitCode> exit;

  RunningBackup(List<String> arguments) {
    exit =
        CompletableFuture.supplyAsync(
            () -> app.run(arguments, Map.of()), task -> new Thread(task, "backup").start());
  }

  /** Whether it ended by itself. */
  boolean hasEnded() {
    return exit.isDone();
  }

  ExitCode awaitEnd() throws Exception {
    return exit.get(60, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws Exception {
    app.stop();
    awaitEnd();
  }
}
