package io.holdfast.cli.placement;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.output.Columns;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Session;
import io.holdfast.records.Placement;
import io.holdfast.records.PlacementPhase;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "list", description = "Lists where each workload is.")
final class PlacementList extends HoldfastCommand {

  @Option(names = "--pool", paramLabel = "POOL", description = "Only workloads of this pool.")
  private String pool;

  @Option(names = "--node", paramLabel = "NODE", description = "Only workloads on this node.")
  private String node;

  @Option(
      names = "--phase",
      paramLabel = "PHASE",
      description = "Only workloads in this phase: ${COMPLETION-CANDIDATES}.")
  private PlacementPhase phase;

  @Override
  protected ExitCode run(Session session) {
    Cluster cluster = session.cluster();
    List<Placement> placements =
        cluster.reader().newestValues(cluster.topics().placements()).stream()
            .filter(this::isWanted)
            .toList();
    session.list(
        columns(session),
        placements,
        "Nothing is placed: `holdfast workload list` shows what is declared.");
    return ExitCode.OK;
  }

  private boolean isWanted(Placement placement) {
    return (pool == null || pool.equals(placement.getPool()))
        && (node == null || node.equals(placement.getNode()))
        && (phase == null
            ? placement.getPhase() != PlacementPhase.REMOVED
            : phase == placement.getPhase());
  }

  private static Columns<Placement> columns(Session session) {
    return Columns.<Placement>none()
        .text("workload", Placement::getWorkload)
        .text("pool", Placement::getPool)
        .styled("phase", Placement::getPhase, placement -> Phases.style(placement.getPhase()))
        .text("node", Placement::getNode)
        .hidden("incarnation", Placement::getIncarnation)
        .text("movingFrom", Placement::getMovingFrom)
        .number("epoch", Placement::getEpoch)
        .number("for", Placement::getSinceMillis, p -> session.ago(p.getSinceMillis()))
        .text("why", Placement::getWhy);
  }
}
