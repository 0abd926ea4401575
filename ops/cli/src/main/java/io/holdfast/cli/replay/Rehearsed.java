package io.holdfast.cli.replay;

import io.holdfast.cli.output.Columns;
import io.holdfast.cli.shell.Session;
import io.holdfast.dispatcher.domain.Decided;
import io.holdfast.dispatcher.domain.Effect;
import io.holdfast.records.Candidate;
import io.holdfast.records.Decision;
import java.util.List;

/** Shows what would be decided. */
public final class Rehearsed {

  private Rehearsed() {}

  public static void show(Session session, Decided decided) {
    List<Decision> decisions =
        decided.effects().stream()
            .filter(Effect.Explain.class::isInstance)
            .map(effect -> ((Effect.Explain) effect).decision())
            .toList();
    session.list(columns(), decisions, "Nothing would be decided.");
    decided.effects().stream()
        .filter(Effect.Narrate.class::isInstance)
        .map(effect -> ((Effect.Narrate) effect).command())
        .forEach(
            c ->
                session.remark(
                    "Then node %s would %s %s: %s"
                        .formatted(c.getNode(), c.getAction(), c.getWorkload(), c.getWhy())));
  }

  private static Columns<Decision> columns() {
    return Columns.<Decision>none()
        .text("kind", Decision::getKind)
        .text("workload", Decision::getWorkload)
        .text("node", Decision::getNode)
        .text("chosen", Decision::getChosen)
        .text("reason", Decision::getReason)
        .hidden("candidates", Decision::getCandidates)
        .text("ruledOut", Decision::getCandidates, d -> ruledOut(d.getCandidates()))
        .text("why", Decision::getWhy);
  }

  private static String ruledOut(List<Candidate> candidates) {
    return String.join(
        ", ",
        candidates.stream()
            .filter(c -> c.getRuledOutBy() != null)
            .map(c -> c.getNode() + " " + c.getRuledOutBy())
            .toList());
  }
}
