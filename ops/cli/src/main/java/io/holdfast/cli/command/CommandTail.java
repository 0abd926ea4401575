package io.holdfast.cli.command;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.cluster.Entry;
import io.holdfast.cli.cluster.Start;
import io.holdfast.cli.output.Json;
import io.holdfast.cli.output.OneLine;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Session;
import io.holdfast.cli.shell.TailOptions;
import io.holdfast.records.Command;
import io.holdfast.records.CommandResult;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import picocli.CommandLine.Mixin;

@picocli.CommandLine.Command(
    name = "tail",
    description = "Prints commands and their results as they come.")
final class CommandTail extends HoldfastCommand {

  @Mixin private TailOptions tail;

  @Mixin private CommandFilter filter;

  @Override
  protected ExitCode run(Session session) {
    Cluster cluster = session.cluster();
    Start start = tail.start(session.now());
    cluster
        .reader()
        .follow(
            List.of(
                cluster.topics().failoverCommands(),
                cluster.topics().rebalanceCommands(),
                cluster.topics().commandResults()),
            start,
            tail.counting(
                entry -> !(entry.value() instanceof Command c) || filter.isWanted(c),
                entry ->
                    session.say(session.json() ? Json.line(entry.value()) : line(session, entry))));
    return ExitCode.OK;
  }

  private static String line(Session session, Entry<SpecificRecord> entry) {
    String at = session.at(entry.at().toEpochMilli());
    if (entry.value() instanceof Command command) {
      return OneLine.of(
          "%s  %-9s %-7s %s on %s, epoch %d: %s"
              .formatted(
                  at,
                  command.getCause(),
                  command.getAction(),
                  command.getWorkload(),
                  command.getNode(),
                  command.getEpoch(),
                  command.getWhy()));
    }
    var result = (CommandResult) entry.value();
    return OneLine.of(
        "%s  %-9s %-7s %s on %s, epoch %d: %s %s"
            .formatted(
                at,
                "result",
                result.getResult(),
                result.getWorkload(),
                result.getNode(),
                result.getEpoch(),
                result.getReason(),
                result.getDetail()));
  }
}
