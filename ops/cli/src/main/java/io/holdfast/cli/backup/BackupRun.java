package io.holdfast.cli.backup;

import io.holdfast.backup.Main;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Logs;
import io.holdfast.cli.shell.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "run",
    description = {
      "Backs up one database until Ctrl-C: the same as backup-sink.jar.",
      "Ends with the exit codes of the apps: `backup-sink --help` shows its own arguments."
    })
final class BackupRun extends HoldfastCommand {

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "Settings of backup-sink, in YAML.")
  private Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "One setting, over the file and the environment; repeatable.")
  private List<String> assignments = List.of();

  @Override
  protected ExitCode run(Session session) {
    Logs.asServer();
    var arguments = new ArrayList<>(List.of("--config", config.toString()));
    for (String assignment : assignments) {
      arguments.add("--set");
      arguments.add(assignment);
    }
    Main.main(arguments.toArray(String[]::new));
    return ExitCode.OK;
  }
}
