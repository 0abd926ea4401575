package io.holdfast.cli.operation;

import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Failure;
import picocli.CommandLine.Option;

/** Why somebody does it: kept in the log beside the act, and asked for every time. */
public final class Reason {

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why, in your words; it is kept with the act.")
  private String text;

  /**
   * What was given.
   *
   * @throws Failure when it says nothing
   */
  public String text() {
    if (text.isBlank()) {
      throw new Failure(ExitCode.USAGE, "--reason is empty: say why, for those who come after.");
    }
    return text.strip();
  }

  /** Who asks, as this machine knows them. */
  public static String by() {
    return System.getProperty("user.name");
  }
}
