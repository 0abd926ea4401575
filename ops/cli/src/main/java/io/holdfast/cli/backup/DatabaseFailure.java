package io.holdfast.cli.backup;

import io.holdfast.cli.shell.ExitCode;
import java.sql.SQLException;

/** How a command ends that the database did not serve. */
final class DatabaseFailure {

  /** Class of SQLSTATE "connection exception". */
  private static final String NO_CONNECTION = "08";

  private DatabaseFailure() {}

  static ExitCode exitCode(SQLException e) {
    boolean away = e.getSQLState() != null && e.getSQLState().startsWith(NO_CONNECTION);
    return away ? ExitCode.UNREACHABLE : ExitCode.FAILED;
  }
}
