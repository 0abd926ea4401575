package io.holdfast.cli;

import io.holdfast.cli.shell.Logs;
import io.holdfast.cli.shell.Terminal;

/** Entry point of {@code holdfast}. */
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    Logs.quiet();
    System.exit(Holdfast.on(Terminal.ofThisProcess()).execute(arguments));
  }
}
