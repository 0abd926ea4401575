package io.holdfast.cli.backup;

import io.holdfast.backup.Backups;
import io.holdfast.backup.chain.Finding;
import io.holdfast.backup.chain.Verification;
import io.holdfast.cli.output.Amounts;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Session;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "verify",
    description = {
      "Reads every object of a chain in every store and compares its hash.",
      "Ends with 1 when anything is wrong, and says what and where."
    })
final class BackupVerify extends StoreCommand {

  @Option(names = "--chain", paramLabel = "ID", description = "Which (default: the newest).")
  private String chain;

  @Override
  ExitCode run(Session session, Backups backups) throws IOException {
    Verification verification = backups.verify(Optional.ofNullable(chain));
    var fields = new LinkedHashMap<String, Object>();
    fields.put("chain", verification.chain());
    fields.put("whole", verification.isWhole());
    fields.put("objects", verification.objects());
    fields.put("bytes", verification.bytes());
    fields.put("findings", verification.findings().stream().map(BackupVerify::fields).toList());
    session.show(fields, lines(verification));
    return verification.isWhole() ? ExitCode.OK : ExitCode.FAILED;
  }

  private static Map<String, String> fields(Finding finding) {
    return Map.of(
        "store", finding.store(), "object", finding.object(), "sentence", finding.sentence());
  }

  private static List<String> lines(Verification verification) {
    var lines = new ArrayList<String>();
    lines.add(
        "Chain %s: %d objects read, %s: %s"
            .formatted(
                verification.chain(),
                verification.objects(),
                Amounts.bytes(verification.bytes()),
                verification.isWhole()
                    ? "all as they were written"
                    : verification.findings().size() + " wrong"));
    for (Finding finding : verification.findings()) {
      String object = finding.object().isEmpty() ? "" : " " + finding.object();
      lines.add("  store %s:%s %s".formatted(finding.store(), object, finding.sentence()));
    }
    return lines;
  }
}
