package io.holdfast.cli.decision;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.cluster.Start;
import io.holdfast.cli.output.Columns;
import io.holdfast.cli.output.OneLine;
import io.holdfast.cli.output.Table;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Names;
import io.holdfast.cli.shell.Session;
import io.holdfast.records.Candidate;
import io.holdfast.records.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description = "Shows one decision: its trigger, the candidates with their scores, the choice.")
final class DecisionShow extends HoldfastCommand {

  private static final Columns<Candidate> CANDIDATES =
      Columns.<Candidate>none()
          .text("candidate", Candidate::getNode)
          .number(
              "score",
              Candidate::getScore,
              c -> c.getScore() == null ? null : String.format(Locale.ROOT, "%.4f", c.getScore()))
          .text("ruledOutBy", Candidate::getRuledOutBy);

  @Parameters(paramLabel = "ID", description = "Its id, or how no other one begins.")
  private String id;

  @Override
  protected ExitCode run(Session session) {
    Decision decision = find(session.cluster());
    session.show(Map.of("decision", decision), lines(session, decision));
    return ExitCode.OK;
  }

  private Decision find(Cluster cluster) {
    var begun = new TreeMap<String, Decision>();
    cluster
        .reader()
        .toEnd(
            cluster.topics().decisions(),
            Start.BEGINNING,
            entry -> {
              if (entry.value().getId().startsWith(id)) {
                begun.put(entry.value().getId(), entry.value());
              }
            });
    return begun.get(Names.meant("decision", id, begun.keySet(), "holdfast decision list"));
  }

  private static List<String> lines(Session session, Decision decision) {
    var lines = new ArrayList<String>();
    lines.add(
        "%s   %s   pool %s   %s"
            .formatted(
                decision.getId(),
                session.styled(Kinds.style(decision.getKind()), decision.getKind().name()),
                decision.getPool(),
                session.at(decision.getDecidedAtMillis())));
    add(lines, "because", decision.getTriggeredBy());
    add(lines, "workload", decision.getWorkload());
    add(lines, "node", decision.getNode());
    add(lines, "chosen", decision.getChosen());
    add(lines, "epoch", decision.getEpoch());
    add(lines, "reason", decision.getReason() + ": " + decision.getWhy());
    add(
        lines,
        "policy",
        decision.getPolicyVersion() == 0
            ? "the built-in defaults"
            : "version " + decision.getPolicyVersion());
    add(
        lines,
        "trigger",
        "pool-events partition %d offset %d, decision %d of it"
            .formatted(
                decision.getTrigger().getPartition(),
                decision.getTrigger().getOffset(),
                decision.getIndex()));
    if (!decision.getCandidates().isEmpty()) {
      new Table<>(CANDIDATES)
          .lines(decision.getCandidates(), session.terminal().coloured())
          .forEach(line -> lines.add("  " + line));
    }
    if (decision.getWorkload() != null) {
      lines.add("its whole story: holdfast why " + decision.getWorkload());
    }
    return lines;
  }

  private static void add(List<String> lines, String name, Object value) {
    if (value != null) {
      lines.add("  %-9s %s".formatted(name, OneLine.of(value.toString())));
    }
  }
}
