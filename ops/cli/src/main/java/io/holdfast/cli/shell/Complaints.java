package io.holdfast.cli.shell;

import io.holdfast.cli.output.Style;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** One sentence on standard error, and an exit code, whatever went wrong. */
public final class Complaints implements IParameterExceptionHandler, IExecutionExceptionHandler {

  private final Terminal terminal;

  public Complaints(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public int handleParseException(ParameterException refused, String[] arguments) {
    CommandLine command = refused.getCommandLine();
    complain(refused.getMessage());
    UnmatchedArgumentException.printSuggestions(refused, terminal.err());
    terminal.err().println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
    terminal.err().flush();
    return ExitCode.USAGE.code();
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    Explanation explanation = Explanation.of(failure);
    complain(explanation.sentence());
    if (explanation.exitCode() == ExitCode.INTERNAL) {
      failure.printStackTrace(terminal.err());
    }
    terminal.err().flush();
    return explanation.exitCode().code();
  }

  private void complain(String sentence) {
    PrintWriter err = terminal.err();
    err.println(terminal.coloured() ? Style.BAD.around(sentence) : sentence);
  }
}
