package io.holdfast.cli;

import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Session;
import java.util.List;
import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "completion",
    description = {
      "Prints a script that completes commands and options in bash and zsh.",
      "In ~/.bashrc: source <(holdfast completion)"
    })
final class Completion extends HoldfastCommand {

  @Spec private CommandSpec spec;

  @Override
  protected ExitCode run(Session session) {
    String script = AutoComplete.bash("holdfast", spec.root().commandLine());
    session.show(Map.of("script", script), List.of(script));
    return ExitCode.OK;
  }
}
