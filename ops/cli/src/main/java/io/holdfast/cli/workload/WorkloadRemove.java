package io.holdfast.cli.workload;

import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Session;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "remove", description = "Says that workloads shall no longer run.")
final class WorkloadRemove extends HoldfastCommand {

  @Parameters(arity = "1..*", paramLabel = "WORKLOAD", description = "Their ids.")
  private List<String> workloads;

  @Override
  protected ExitCode run(Session session) {
    var declarations = new Declarations(session);
    declarations.write(
        workloads.stream().map(declarations::get).map(SpecChange::removing).toList());
    return ExitCode.OK;
  }
}
