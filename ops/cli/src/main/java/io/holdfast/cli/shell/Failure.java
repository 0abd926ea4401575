package io.holdfast.cli.shell;

import static java.util.Objects.requireNonNull;

/** A command cannot go on. The message is one sentence that says what to do. */
public final class Failure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  public Failure(ExitCode exitCode, String sentence) {
    this(exitCode, sentence, null);
  }

  public Failure(ExitCode exitCode, String sentence, Throwable cause) {
    super(sentence, cause);
    this.exitCode = requireNonNull(exitCode);
  }

  public ExitCode exitCode() {
    return exitCode;
  }
}
