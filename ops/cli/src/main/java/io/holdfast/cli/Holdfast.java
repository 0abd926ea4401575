package io.holdfast.cli;

import io.holdfast.cli.backup.BackupCommand;
import io.holdfast.cli.command.CommandCommand;
import io.holdfast.cli.context.ContextCommand;
import io.holdfast.cli.decision.DecisionCommand;
import io.holdfast.cli.decision.Why;
import io.holdfast.cli.doctor.Doctor;
import io.holdfast.cli.load.LoadCommand;
import io.holdfast.cli.node.NodeCommand;
import io.holdfast.cli.placement.PlacementCommand;
import io.holdfast.cli.policy.BreakerCommand;
import io.holdfast.cli.policy.PolicyCommand;
import io.holdfast.cli.replay.PlanCommand;
import io.holdfast.cli.replay.ReplayCommand;
import io.holdfast.cli.reset.ResetCommand;
import io.holdfast.cli.shell.Complaints;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.GlobalOptions;
import io.holdfast.cli.shell.Group;
import io.holdfast.cli.shell.Root;
import io.holdfast.cli.shell.Terminal;
import io.holdfast.cli.topics.TopicsCommand;
import io.holdfast.cli.workload.WorkloadCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;

/** All commands. Read this first. */
@Command(
    name = "holdfast",
    description = "Keeps workloads and data going. Reads and writes the topics of a cluster.",
    synopsisSubcommandLabel = "COMMAND",
    footer =
        "%nWith a checkout also: holdfast sandbox, holdfast demo, holdfast console, holdfast simulate,"
            + " holdfast bench NAME, holdfast kafka TOOL.",
    mixinStandardHelpOptions = true,
    scope = CommandLine.ScopeType.INHERIT,
    versionProvider = Version.class,
    subcommands = {
      NodeCommand.class,
      WorkloadCommand.class,
      PlacementCommand.class,
      CommandCommand.class,
      DecisionCommand.class,
      Why.class,
      LoadCommand.class,
      PolicyCommand.class,
      BreakerCommand.class,
      PlanCommand.class,
      ReplayCommand.class,
      ResetCommand.class,
      BackupCommand.class,
      TopicsCommand.class,
      Doctor.class,
      Watch.class,
      ContextCommand.class,
      Completion.class,
      HelpCommand.class,
    })
final class Holdfast extends Group implements Root {

  @Mixin private GlobalOptions options;
  private final Terminal terminal;

  Holdfast(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The command line, ready to execute. */
  static CommandLine on(Terminal terminal) {
    var complaints = new Complaints(terminal);
    var commandLine = new CommandLine(new Holdfast(terminal));
    // What follows is another command's.
    commandLine.getSubcommands().get("watch").setStopAtPositional(true);
    commandLine
        .getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("Exit codes:%n")
        .exitCodeList(exitCodes());
    return commandLine
        .setOut(terminal.out())
        .setErr(terminal.err())
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(terminal.coloured() ? Ansi.ON : Ansi.OFF))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(complaints)
        .setExecutionExceptionHandler(complaints);
  }

  private static Map<String, String> exitCodes() {
    Map<String, String> meanings = new LinkedHashMap<>();
    for (ExitCode exitCode : ExitCode.values()) {
      meanings.put(Integer.toString(exitCode.code()), exitCode.meaning());
    }
    return meanings;
  }

  @Override
  public GlobalOptions options() {
    return options;
  }

  @Override
  public Terminal terminal() {
    return terminal;
  }
}
