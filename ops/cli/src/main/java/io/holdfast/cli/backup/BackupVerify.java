package io.holdfast.cli.backup;

import io.holdfast.backup.Backups;
import io.holdfast.backup.Decided;
import io.holdfast.backup.chain.Finding;
import io.holdfast.backup.chain.Verification;
import io.holdfast.backup.config.BackupConfig;
import io.holdfast.backup.format.ManifestFile;
import io.holdfast.cli.output.Amounts;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Failure;
import io.holdfast.cli.shell.Session;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "verify",
    description = {
      "Reads every object of a chain in every store and compares its hash.",
      "Ends with 1 when anything is wrong, and says what and where; with 3 when only a store does not answer."
    })
final class BackupVerify extends StoreCommand {

  @Option(
      names = "--chain",
      paramLabel = "ID",
      description = "Which, or the beginning of its id (default: the newest).")
  private String chain;

  @Option(
      names = "--kafka",
      description =
          "Also compare with what Kafka decided; needs --config. With a single store nothing else tells that the end of a chain is missing.")
  private boolean kafka;

  @Override
  ExitCode run(Session session, Backups backups) throws IOException {
    Verification verification;
    try (var answer = session.waitFor("reading every object in every store")) {
      verification = backups.verify(Optional.ofNullable(chain), decided(session));
    }
    var fields = new LinkedHashMap<String, Object>();
    fields.put("chain", verification.chain());
    fields.put("whole", verification.isWhole());
    fields.put("objects", verification.objects());
    fields.put("bytes", verification.bytes());
    fields.put("findings", verification.findings().stream().map(BackupVerify::fields).toList());
    session.show(fields, lines(verification));
    if (verification.isOnlySilent()) {
      return ExitCode.UNREACHABLE;
    }
    return verification.isWhole() ? ExitCode.OK : ExitCode.FAILED;
  }

  private Optional<ManifestFile> decided(Session session) {
    if (!kafka) {
      return Optional.empty();
    }
    BackupConfig settings =
        stores
            .settings(session.terminal().environment())
            .orElseThrow(
                () -> new Failure(ExitCode.USAGE, "--kafka needs --config FILE of backup-sink."));
    try {
      return Decided.newest(settings);
    } catch (KafkaException e) {
      throw new Failure(ExitCode.UNREACHABLE, "Kafka does not answer: " + e.getMessage(), e);
    }
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
