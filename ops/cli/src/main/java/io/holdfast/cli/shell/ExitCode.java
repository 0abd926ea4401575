package io.holdfast.cli.shell;

/** How a command ended, for scripts. The numbers are part of the interface and never change. */
public enum ExitCode {
  OK(0, "done, or shown"),
  FAILED(1, "done, and something was found wrong; or it could not be completed"),
  USAGE(2, "the arguments, or a file named by them, cannot be used"),
  UNREACHABLE(3, "the broker, the registry or the database does not answer"),
  NOT_FOUND(4, "no such node, workload, pool, decision, topic or backup"),
  NOT_PERMITTED(5, "authentication failed, or an access control list forbids it"),
  INTERNAL(70, "a fault of the command itself; the stack trace is printed"),
  INTERRUPTED(130, "ended by Ctrl-C");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  public int code() {
    return code;
  }

  /** For the reference page, in words that follow the number. */
  public String meaning() {
    return meaning;
  }
}
