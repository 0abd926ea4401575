package io.holdfast.cli.decision;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.cluster.Entry;
import io.holdfast.cli.output.Columns;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.LookBack;
import io.holdfast.cli.shell.Session;
import io.holdfast.records.Decision;
import io.holdfast.records.DecisionKind;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "list", description = "Lists decisions, oldest first.")
final class DecisionList extends HoldfastCommand {

  @Mixin private LookBack lookBack;

  @Option(names = "--pool", paramLabel = "POOL", description = "Only decisions in this pool.")
  private String pool;

  @Option(names = "--node", paramLabel = "NODE", description = "Only decisions about this node.")
  private String node;

  @Option(
      names = "--workload",
      paramLabel = "WORKLOAD",
      description = "Only decisions about this workload.")
  private String workload;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "Only decisions of this kind: ${COMPLETION-CANDIDATES}.")
  private DecisionKind kind;

  @Override
  protected ExitCode run(Session session) {
    Cluster cluster = session.cluster();
    List<Decision> decisions =
        cluster.reader().list(cluster.topics().decisions(), lookBack.start(session.now())).stream()
            .map(Entry::value)
            .filter(this::isWanted)
            .toList();
    session.list(
        columns(session),
        lookBack.newest(decisions),
        "No decisions in this time: look further back with --since.");
    return ExitCode.OK;
  }

  private boolean isWanted(Decision decision) {
    return (pool == null || pool.equals(decision.getPool()))
        && (node == null || node.equals(decision.getNode()) || node.equals(decision.getChosen()))
        && (workload == null || workload.equals(decision.getWorkload()))
        && (kind == null || kind == decision.getKind());
  }

  private static Columns<Decision> columns(Session session) {
    return Columns.<Decision>none()
        .text("id", Decision::getId)
        .text("at", Decision::getDecidedAtMillis, d -> session.at(d.getDecidedAtMillis()))
        .text("pool", Decision::getPool)
        .styled("kind", Decision::getKind, decision -> Kinds.style(decision.getKind()))
        .text("workload", Decision::getWorkload)
        .text("node", Decision::getNode)
        .text("chosen", Decision::getChosen)
        .hidden("epoch", Decision::getEpoch)
        .text("reason", Decision::getReason)
        .hidden("triggeredBy", Decision::getTriggeredBy)
        .hidden("candidates", Decision::getCandidates)
        .hidden("policyVersion", Decision::getPolicyVersion)
        .text("why", Decision::getWhy);
  }
}
