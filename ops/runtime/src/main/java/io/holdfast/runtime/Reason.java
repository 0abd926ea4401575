package io.holdfast.runtime;

import java.util.Locale;

/** Why a start was refused; the same word in logs and on the health page. */
public enum Reason {
  /** A setting is missing, unknown or wrong, also as judged by a system it is sent to. */
  CONFIGURATION(ExitCode.CONFIGURATION),
  PORT_TAKEN(ExitCode.REFUSED),
  /** A directory or file is absent, not writable, or in use by another process. */
  STORAGE(ExitCode.REFUSED),
  /** A topic is absent or has other settings than the catalogue says. */
  TOPICS(ExitCode.REFUSED),
  /** A database is not set up for what is asked of it. */
  DATABASE(ExitCode.REFUSED),
  /** The machine lacks something: a kernel interface, a program, a permission. */
  PLATFORM(ExitCode.REFUSED);

  private final ExitCode exitCode;

  Reason(ExitCode exitCode) {
    this.exitCode = exitCode;
  }

  public ExitCode exitCode() {
    return exitCode;
  }

  /** {@code port-taken}: for logs, labels and people. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
