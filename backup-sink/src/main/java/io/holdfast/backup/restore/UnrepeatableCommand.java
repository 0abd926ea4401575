package io.holdfast.backup.restore;

import io.holdfast.backup.domain.ddl.Ddl;
import java.io.IOException;
import java.sql.SQLException;

/** A command that changed the schema of the source does not do so in the restored database. */
final class UnrepeatableCommand extends IOException {

  private static final long serialVersionUID = 1;

  UnrepeatableCommand(Ddl command, SQLException why) {
    super(
        "a command that was given after the base cannot be repeated (%s): %s"
            .formatted(why.getMessage(), command.statement()),
        why);
  }
}
