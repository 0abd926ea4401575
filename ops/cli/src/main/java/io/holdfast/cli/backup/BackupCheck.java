package io.holdfast.cli.backup;

import io.holdfast.backup.check.Checked;
import io.holdfast.backup.check.Checkup;
import io.holdfast.backup.config.BackupConfig;
import io.holdfast.cli.output.Columns;
import io.holdfast.cli.output.Style;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Session;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
    name = "check",
    description = {
      "Finds what will go wrong before it does: database, slot, Kafka, keys, stores, chain.",
      "Ends with 1 when anything is a PROBLEM; a WARNING works now. Writes nothing but probes."
    })
final class BackupCheck extends SourceCommand {

  @Override
  ExitCode run(Session session, BackupConfig settings) {
    List<Checked> found;
    try (var answer = session.waitFor("asking the database, Kafka and the stores")) {
      found = new Checkup(settings, session.terminal().clock()).run();
    }
    session.list(columns(), found, "Nothing was looked at.");
    return found.stream().anyMatch(checked -> checked.state() == Checked.State.PROBLEM)
        ? ExitCode.FAILED
        : ExitCode.OK;
  }

  private static Columns<Checked> columns() {
    return Columns.<Checked>none()
        .text("thing", Checked::thing)
        .styled("state", checked -> checked.state().name(), BackupCheck::style)
        .text("sentence", Checked::sentence);
  }

  private static Style style(Checked checked) {
    return switch (checked.state()) {
      case FINE -> Style.GOOD;
      case WARNING -> Style.WARNING;
      case PROBLEM -> Style.BAD;
    };
  }
}
