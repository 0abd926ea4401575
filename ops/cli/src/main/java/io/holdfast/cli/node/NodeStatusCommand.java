package io.holdfast.cli.node;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.cluster.Entry;
import io.holdfast.cli.cluster.Start;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Names;
import io.holdfast.cli.shell.Session;
import io.holdfast.records.Decision;
import io.holdfast.records.Heartbeat;
import io.holdfast.records.Operation;
import io.holdfast.schemas.policy.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "status",
    description =
        "Shows one node: the verdict and its evidence, what it runs, what became of that.")
final class NodeStatusCommand extends HoldfastCommand {

  private static final Duration LATELY = Duration.ofSeconds(30);

  @Parameters(paramLabel = "NODE", description = "Its id, or how no other one begins.")
  private String node;

  @Override
  protected ExitCode run(Session session) {
    Cluster cluster = session.cluster();
    Fleet fleet = Fleet.of(cluster);
    if (fleet.ids().stream().anyMatch(id -> id.startsWith(node))) {
      node = Names.meant("node", node, fleet.ids(), "holdfast node list");
    }
    Member member = fleet.member(node);
    var page =
        new NodePage(
            member,
            standing(cluster),
            session.now().toEpochMilli(),
            member.isGone() ? failovers(cluster, member) : List.of(),
            cluster.reader().newestValues(cluster.topics().placements()),
            lastBeat(session, cluster));
    session.show(page.fields(), page.lines(session));
    return ExitCode.OK;
  }

  /** A live node's status is published seldom: its newest heartbeat says more. */
  private Optional<LastBeat> lastBeat(Session session, Cluster cluster) {
    return cluster
        .reader()
        .newestOf(cluster.topics().heartbeats(), node, session.now().minus(LATELY))
        .filter(entry -> entry.value() instanceof Heartbeat)
        .map(entry -> new LastBeat(entry.at(), (Heartbeat) entry.value()));
  }

  private Standing standing(Cluster cluster) {
    Standing standing = Standing.NONE;
    for (Entry<Operation> entry :
        cluster.reader().list(cluster.topics().operations(), Start.BEGINNING)) {
      if (node.equals(entry.value().getNode())) {
        standing = standing.after(entry.value(), entry.at().toEpochMilli());
      }
    }
    return standing;
  }

  private List<Decision> failovers(Cluster cluster, Member member) {
    Instant verdict = Instant.ofEpochMilli(member.since());
    return cluster.reader().list(cluster.topics().decisions(), Start.at(verdict)).stream()
        .map(Entry::value)
        .filter(decision -> node.equals(decision.getNode()) && decision.getWorkload() != null)
        .toList();
  }
}
