package io.holdfast.cli.doctor;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.doctor.Diagnosis.Verdict;
import io.holdfast.cli.output.Columns;
import io.holdfast.cli.output.Style;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Failure;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Session;
import io.holdfast.schemas.signature.TrustedKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "doctor",
    description = {
      "Checks a cluster end to end: brokers, access, topics, registry, verdicts, lag, clocks,"
          + " versions, keys, breakers.",
      "Says how to mend what it finds; ends with 1 when something is wrong."
    })
public final class Doctor extends HoldfastCommand {

  private static final Columns<Diagnosis> COLUMNS =
      Columns.<Diagnosis>none()
          .styled("verdict", Diagnosis::verdict, Doctor::style)
          .text("check", Diagnosis::check)
          .text("finding", Diagnosis::finding)
          .hidden("mend", Diagnosis::mend);

  @Option(
      names = "--trusted-keys",
      paramLabel = "FILE",
      description =
          "The list of holdfast.trusted.keys.file: the keys that nodes show are compared with it.")
  private Path trustedKeys;

  @Override
  protected ExitCode run(Session session) throws Exception {
    Optional<TrustedKeys> trusted = trusted();
    Cluster cluster = session.cluster();
    List<Diagnosis> found = new ArrayList<>();
    try (var answers = session.waitFor("asking the brokers and the registry")) {
      var brokers = new BrokerChecks(cluster);
      found.addAll(brokers.brokers());
      found.addAll(brokers.access());
      found.addAll(new RegistryCheck(cluster).registry());
      found.addAll(brokers.topics());
      found.addAll(brokers.lag());
    }
    boolean readable =
        found.stream()
            .filter(d -> d.check().equals("registry") || d.check().startsWith("topic"))
            .noneMatch(Doctor::isWrong);
    if (readable) {
      found.addAll(new RecordChecks(cluster, session.now(), trusted).all());
    }
    session.list(COLUMNS, found, "Nothing was looked at.");
    found.stream()
        .filter(diagnosis -> !diagnosis.mend().isEmpty())
        .forEach(diagnosis -> session.remark(diagnosis.check() + ": " + diagnosis.mend()));
    return found.stream().anyMatch(Doctor::isWrong) ? ExitCode.FAILED : ExitCode.OK;
  }

  private Optional<TrustedKeys> trusted() {
    try {
      return trustedKeys == null ? Optional.empty() : Optional.of(TrustedKeys.of(trustedKeys));
    } catch (IOException e) {
      throw new Failure(ExitCode.USAGE, e.getMessage(), e);
    }
  }

  private static boolean isWrong(Diagnosis diagnosis) {
    return diagnosis.verdict() == Verdict.WRONG;
  }

  private static Style style(Diagnosis diagnosis) {
    return switch (diagnosis.verdict()) {
      case OK -> Style.GOOD;
      case NOTE -> Style.WARNING;
      case WRONG -> Style.BAD;
    };
  }
}
