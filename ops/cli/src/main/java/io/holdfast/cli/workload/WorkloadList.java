package io.holdfast.cli.workload;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.cluster.Entry;
import io.holdfast.cli.output.Amounts;
import io.holdfast.cli.output.Columns;
import io.holdfast.cli.placement.Phases;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Session;
import io.holdfast.records.Placement;
import io.holdfast.records.PlacementPhase;
import io.holdfast.records.WorkloadSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "list", description = "Lists what shall run, and where it does.")
final class WorkloadList extends HoldfastCommand {

  private static final Columns<Row> COLUMNS =
      Columns.<Row>none()
          .text("workload", row -> row.spec().getWorkload())
          .text("pool", row -> row.spec().getPool())
          .text("program", row -> row.spec().getProgram())
          .text(
              "demand",
              row -> row.spec().getDemand(),
              row -> Amounts.resources(row.spec().getDemand()))
          .number("priority", row -> row.spec().getPriority())
          .text("group", row -> row.spec().getGroup())
          .hidden("requires", row -> row.spec().getRequires())
          .hidden("antiAffinity", row -> row.spec().getAntiAffinity())
          .text("fencing", row -> row.spec().getFencing())
          .hidden("move", row -> row.spec().getMove())
          .number("version", row -> row.spec().getVersion())
          .styled("phase", Row::phase, row -> Phases.style(row.phase()))
          .text("node", row -> row.placed().map(Placement::getNode).orElse(null));

  @Option(names = "--pool", paramLabel = "POOL", description = "Only workloads of this pool.")
  private String pool;

  private record Row(WorkloadSpec spec, Optional<Placement> placed) {

    PlacementPhase phase() {
      return placed.map(Placement::getPhase).orElse(null);
    }
  }

  @Override
  protected ExitCode run(Session session) {
    Cluster cluster = session.cluster();
    List<WorkloadSpec> specs = new Declarations(session).wanted();
    Map<String, Entry<Placement>> placements =
        cluster.reader().newest(cluster.topics().placements());
    List<Row> rows =
        specs.stream()
            .filter(spec -> pool == null || pool.equals(spec.getPool()))
            .map(
                spec ->
                    new Row(
                        spec,
                        Optional.ofNullable(placements.get(spec.getWorkload())).map(Entry::value)))
            .toList();
    session.list(COLUMNS, rows, "Nothing is declared: holdfast workload apply -f FILE");
    return ExitCode.OK;
  }
}
