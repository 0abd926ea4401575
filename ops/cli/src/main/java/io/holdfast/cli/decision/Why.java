package io.holdfast.cli.decision;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.cluster.Entry;
import io.holdfast.cli.cluster.Start;
import io.holdfast.cli.cluster.TopicReader;
import io.holdfast.cli.output.Columns;
import io.holdfast.cli.output.Style;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Failure;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Names;
import io.holdfast.cli.shell.Session;
import io.holdfast.records.CommandResult;
import io.holdfast.records.Decision;
import io.holdfast.records.Placement;
import io.holdfast.records.ResultKind;
import io.holdfast.records.ResultReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "why",
    description = "Tells a workload's story: what was decided about it and what came of that.")
public final class Why extends HoldfastCommand {

  @Parameters(paramLabel = "WORKLOAD", description = "Its id, or how no other one begins.")
  private String workload;

  /** One moment of the story. */
  private record Moment(
      Instant at, String what, Style style, String node, Long epoch, String why, String decision) {

    static Moment of(Entry<Decision> entry) {
      Decision decision = entry.value();
      String node = decision.getChosen() == null ? decision.getNode() : decision.getChosen();
      return new Moment(
          entry.at(),
          decision.getKind().name(),
          Kinds.style(decision.getKind()),
          node,
          decision.getEpoch(),
          decision.getWhy(),
          decision.getId());
    }

    static Moment result(Entry<CommandResult> entry) {
      CommandResult result = entry.value();
      boolean bad =
          result.getResult() == ResultKind.FAILED || result.getResult() == ResultKind.REFUSED;
      return new Moment(
          entry.at(),
          result.getResult().name(),
          bad ? Style.BAD : Style.GOOD,
          result.getNode(),
          result.getEpoch(),
          words(result),
          null);
    }
  }

  private static String words(CommandResult result) {
    return result.getReason() == ResultReason.NONE
        ? result.getDetail()
        : (result.getReason() + " " + result.getDetail()).strip();
  }

  @Override
  protected ExitCode run(Session session) {
    Cluster cluster = session.cluster();
    TopicReader reader = cluster.reader();
    Map<String, Entry<Placement>> placements = reader.newest(cluster.topics().placements());
    if (placements.keySet().stream().anyMatch(id -> id.startsWith(workload))) {
      workload = Names.meant("workload", workload, placements.keySet(), "holdfast placement list");
    }
    Entry<Placement> now = placements.get(workload);
    List<Moment> story = new ArrayList<>();
    reader.toEnd(
        cluster.topics().decisions(),
        Start.BEGINNING,
        entry -> {
          if (workload.equals(entry.value().getWorkload())) {
            story.add(Moment.of(entry));
          }
        });
    reader.toEnd(
        cluster.topics().commandResults(),
        Start.BEGINNING,
        entry -> {
          if (workload.equals(entry.value().getWorkload())) {
            story.add(Moment.result(entry));
          }
        });
    if (now == null && story.isEmpty()) {
      throw new Failure(
          ExitCode.NOT_FOUND,
          "Nothing was ever decided about a workload %s: `holdfast workload list` shows those that are declared."
              .formatted(workload));
    }
    story.sort(Comparator.comparing(Moment::at));
    session.list(columns(session), story, "Nothing of its story is kept any more.");
    if (now != null && !session.json()) {
      session.say(standing(session, now.value()));
    }
    story.stream()
        .map(Moment::decision)
        .filter(Objects::nonNull)
        .reduce((older, newer) -> newer)
        .ifPresent(
            id -> session.remark("What was weighed, node by node: holdfast decision show " + id));
    return ExitCode.OK;
  }

  private static String standing(Session session, Placement placement) {
    return "Now: %s%s for %s. %s"
        .formatted(
            placement.getPhase(),
            placement.getNode() == null ? "" : " on " + placement.getNode(),
            session.ago(placement.getSinceMillis()),
            placement.getWhy());
  }

  private static Columns<Moment> columns(Session session) {
    return Columns.<Moment>none()
        .text("at", Moment::at, moment -> session.at(moment.at().toEpochMilli()))
        .styled("what", Moment::what, Moment::style)
        .text("node", Moment::node)
        .number("epoch", Moment::epoch)
        .text("decision", Moment::decision)
        .text("why", Moment::why);
  }
}
