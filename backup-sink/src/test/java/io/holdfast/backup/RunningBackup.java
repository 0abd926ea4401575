package io.holdfast.backup;

import io.holdfast.backup.config.BackupConfig;
import io.holdfast.backup.run.BackupProcess;
import io.holdfast.runtime.App;
import io.holdfast.runtime.ExitCode;
import io.holdfast.sandbox.Sandbox;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A backup of the sandbox's database `orders`, in this JVM. */
final class RunningBackup implements AutoCloseable {

  private final App<BackupConfig> app =
      App.of("backup-sink", BackupConfig.class, BackupConfig::http, BackupProcess::assemble);
  private final CompletableFuture<ExitCode> exit;

  private RunningBackup(List<String> arguments) {
    exit =
        CompletableFuture.supplyAsync(
            () -> app.run(arguments, Map.of()), task -> new Thread(task, "backup").start());
  }

  static RunningBackup start(
      Sandbox sandbox, Path schema, Map<String, String> stores, String... more) {
    return new RunningBackup(arguments(sandbox, "mock://backup", schema, stores, more));
  }

  static List<String> arguments(
      Sandbox sandbox, String registry, Path schema, Map<String, String> stores, String... more) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("database", "orders");
    settings.put("kafka.bootstrap-servers", sandbox.bootstrapServers());
    settings.put("registry.url", registry);
    settings.put("http.port", "0");
    settings.put("source.url", sandbox.postgres().jdbcUrl("orders"));
    settings.put("source.user", sandbox.postgres().user());
    if (!sandbox.postgres().password().isEmpty()) {
      settings.put("source.password", sandbox.postgres().password());
    }
    settings.put("source.heartbeat", "500ms");
    settings.put("source.schema.source", "file");
    settings.put("source.schema.file", schema.toString());
    settings.put("sink.segment-age", "200ms");
    stores.forEach((name, url) -> settings.put("stores." + name, url));
    List<String> arguments = new ArrayList<>();
    settings.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    for (String setting : more) {
      arguments.addAll(List.of("--set", setting));
    }
    return arguments;
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
