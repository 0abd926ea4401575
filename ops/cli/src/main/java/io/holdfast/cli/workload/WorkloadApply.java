package io.holdfast.cli.workload;

import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Session;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "apply",
    description = {
      "Declares the workloads of a file; those that are declared so already stay as they are.",
      "All entries are checked before the first is written."
    })
final class WorkloadApply extends HoldfastCommand {

  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "FILE",
      description = "YAML with a list `workloads`.")
  private Path file;

  @Option(names = "--dry-run", description = "Says what would change and changes nothing.")
  private boolean dryRun;

  @Override
  protected ExitCode run(Session session) {
    WorkloadFile wanted = WorkloadFile.read(file);
    var declarations = new Declarations(session);
    List<SpecChange> changes =
        wanted.workloads().stream()
            .map(entry -> SpecChange.of(entry, declarations.find(entry.workload())))
            .toList();
    if (dryRun) {
      declarations.list(changes);
    } else {
      declarations.write(changes);
      session.remark("Where they are placed: holdfast placement list");
    }
    return ExitCode.OK;
  }
}
