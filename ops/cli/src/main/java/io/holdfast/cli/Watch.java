package io.holdfast.cli;

import io.holdfast.cli.shell.DurationConverter;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Failure;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ParseResult;

@Command(
    name = "watch",
    description = {
      "Shows a command's answer again and again, until Ctrl-C: holdfast watch node list.",
      "Only for commands that show; none that acts is repeated."
    })
final class Watch extends HoldfastCommand {

  /** Names of the commands that only show. */
  private static final Set<String> SHOW =
      Set.of("list", "status", "show", "describe", "info", "why", "doctor", "plan");

  private static final String CLEAR = "\u001b[H\u001b[2J";

  @Option(
      names = "--every",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      defaultValue = "2s",
      description = "Time between two answers (default: ${DEFAULT-VALUE}).")
  private Duration every;

  @Option(
      names = "--times",
      paramLabel = "N",
      description = "Ends after so many answers (default: at Ctrl-C).")
  private long times = Long.MAX_VALUE;

  @ParentCommand private Holdfast parent;

  @Parameters(
      arity = "1..*",
      paramLabel = "COMMAND",
      description = "The command with its arguments and options.")
  private List<String> words;

  @Override
  protected ExitCode run(Session session) throws InterruptedException {
    List<String> again = new ArrayList<>(words);
    again.addAll(parent.options().again());
    if (!SHOW.contains(named(session, again))) {
      throw new Failure(
          ExitCode.USAGE,
          "`%s` is no command that only shows: watch repeats list, status, show, describe, info, why, doctor and plan."
              .formatted(String.join(" ", words)));
    }
    int last = ExitCode.OK.code();
    for (long i = 0; i < times; i++) {
      if (i > 0) {
        TimeUnit.NANOSECONDS.sleep(every.toNanos());
      }
      if (session.terminal().coloured()) {
        session.terminal().out().print(CLEAR);
      }
      last = Holdfast.on(session.terminal()).execute(again.toArray(String[]::new));
    }
    return last == ExitCode.OK.code() ? ExitCode.OK : ExitCode.FAILED;
  }

  /** Name of the command that the words are, without those of its groups. */
  private static String named(Session session, List<String> words) {
    try {
      ParseResult command = Holdfast.on(session.terminal()).parseArgs(words.toArray(String[]::new));
      while (command.hasSubcommand()) {
        command = command.subcommand();
      }
      return command.commandSpec().name();
    } catch (ParameterException e) {
      throw new Failure(ExitCode.USAGE, e.getMessage(), e);
    }
  }
}
