package io.holdfast.cli.command;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.cluster.Entry;
import io.holdfast.cli.cluster.Start;
import io.holdfast.cli.output.Columns;
import io.holdfast.cli.output.Spans;
import io.holdfast.cli.output.Style;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.LookBack;
import io.holdfast.cli.shell.Session;
import io.holdfast.records.Command;
import io.holdfast.records.CommandResult;
import io.holdfast.records.ResultKind;
import io.holdfast.records.ResultReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;

@picocli.CommandLine.Command(
    name = "list",
    description = "Lists commands, oldest first, with what came of each.")
final class CommandList extends HoldfastCommand {

  @Mixin private LookBack lookBack;

  @Mixin private CommandFilter filter;

  private record Row(Entry<Command> entry, Entry<CommandResult> answer) {

    Command command() {
      return entry.value();
    }

    CommandResult result() {
      return answer == null ? null : answer.value();
    }

    String outcome() {
      return result() == null ? null : result().getResult().name();
    }

    /** Nothing where it went as asked. */
    ResultReason reason() {
      return result() == null || result().getReason() == ResultReason.NONE
          ? null
          : result().getReason();
    }

    /** From the command to the result, by broker time. */
    Long tookMillis() {
      return answer == null ? null : answer.at().toEpochMilli() - entry.at().toEpochMilli();
    }

    String took() {
      return tookMillis() == null ? null : Spans.ofMillis(tookMillis());
    }

    Style style() {
      if (result() == null) {
        return Style.WARNING;
      }
      boolean well =
          result().getResult() == ResultKind.STARTED || result().getResult() == ResultKind.STOPPED;
      return well ? Style.GOOD : Style.BAD;
    }
  }

  @Override
  protected ExitCode run(Session session) {
    Cluster cluster = session.cluster();
    Start start = lookBack.start(session.now());
    List<Entry<Command>> commands = new ArrayList<>();
    commands.addAll(cluster.reader().list(cluster.topics().failoverCommands(), start));
    commands.addAll(cluster.reader().list(cluster.topics().rebalanceCommands(), start));
    commands.removeIf(entry -> !filter.isWanted(entry.value()));
    commands.sort(Comparator.comparing((Entry<Command> entry) -> entry.at()));
    List<Entry<CommandResult>> results =
        cluster.reader().list(cluster.topics().commandResults(), start);
    Map<CommandResult, Entry<CommandResult>> entryOf = new HashMap<>();
    results.forEach(entry -> entryOf.put(entry.value(), entry));
    var outcomes = new Outcomes(results.stream().map(Entry::value).toList());
    List<Row> rows =
        lookBack.newest(commands).stream()
            .map(entry -> new Row(entry, entryOf.get(outcomes.of(entry.value()))))
            .toList();
    session.list(
        columns(session), rows, "No commands in this time: look further back with --since.");
    return ExitCode.OK;
  }

  private static Columns<Row> columns(Session session) {
    return Columns.<Row>none()
        .text("at", row -> row.entry().at(), row -> at(session, row.entry().at()))
        .text("cause", row -> row.command().getCause())
        .text("action", row -> row.command().getAction())
        .text("workload", row -> row.command().getWorkload())
        .text("node", row -> row.command().getNode())
        .text("from", row -> row.command().getFrom())
        .text("to", row -> row.command().getTo())
        .number("epoch", row -> row.command().getEpoch())
        .styled("result", Row::outcome, Row::style)
        .text("reason", Row::reason)
        .number("took", Row::tookMillis, Row::took)
        .text("decision", row -> row.command().getDecision())
        .hidden("id", row -> row.command().getId())
        .hidden("pool", row -> row.command().getPool())
        .hidden("incarnation", row -> row.command().getIncarnation())
        .hidden("detail", row -> row.result() == null ? null : row.result().getDetail())
        .hidden("why", row -> row.command().getWhy());
  }

  private static String at(Session session, Instant at) {
    return session.at(at.toEpochMilli());
  }
}
