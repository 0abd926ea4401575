package io.holdfast.cli.doctor;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.doctor.Diagnosis.Verdict;
import io.holdfast.cli.output.Columns;
import io.holdfast.cli.output.Style;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Session;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
    name = "doctor",
    description = {
      "Checks a cluster end to end: brokers, access, topics, registry, verdicts, lag, clocks,"
          + " versions, breakers.",
      "Says how to mend what it finds; ends with 1 when something is wrong."
    })
public final class Doctor extends HoldfastCommand {

  private static final Columns<Diagnosis> COLUMNS =
      Columns.<Diagnosis>none()
          .styled("verdict", Diagnosis::verdict, Doctor::style)
          .text("check", Diagnosis::check)
          .text("finding", Diagnosis::finding)
          .hidden("mend", Diagnosis::mend);

  @Override
  protected ExitCode run(Session session) throws Exception {
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
      found.addAll(new RecordChecks(cluster, session.now()).all());
    }
    session.list(COLUMNS, found, "Nothing was looked at.");
    found.stream()
        .filter(diagnosis -> !diagnosis.mend().isEmpty())
        .forEach(diagnosis -> session.remark(diagnosis.check() + ": " + diagnosis.mend()));
    return found.stream().anyMatch(Doctor::isWrong) ? ExitCode.FAILED : ExitCode.OK;
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
