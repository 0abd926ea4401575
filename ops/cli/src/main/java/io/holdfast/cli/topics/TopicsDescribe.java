package io.holdfast.cli.topics;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.output.Columns;
import io.holdfast.cli.output.Spans;
import io.holdfast.cli.output.Style;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Session;
import io.holdfast.cli.topics.Standing.Found;
import io.holdfast.cli.topics.Standing.Verdict;
import java.util.List;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "describe",
    description = {
      "Shows the topics as they stand on the cluster, or one with the fields of its records.",
      "Ends with 1 when one is missing or differs from the contract."
    })
final class TopicsDescribe extends HoldfastCommand {

  private static final Columns<Standing> COLUMNS =
      Columns.<Standing>none()
          .text("topic", standing -> standing.topic().name())
          .number("partitions", standing -> found(standing, Found::partitions))
          .number("replication", standing -> found(standing, Found::replication))
          .text("cleanup", standing -> standing.topic().cleanup().config())
          .text("retention", s -> s.topic().retention().orElse(null), TopicsDescribe::kept)
          .number("records", standing -> found(standing, Found::records))
          .text("carries", TopicsDescribe::records, s -> String.join(", ", records(s)))
          .styled("verdict", s -> s.verdict().name(), TopicsDescribe::style)
          .hidden("differences", Standing::differences);

  @Parameters(
      arity = "0..1",
      paramLabel = "TOPIC",
      description = "One topic, with or without the prefix.")
  private String name;

  @Mixin private Copies copies;

  @Override
  protected ExitCode run(Session session) throws ExecutionException, InterruptedException {
    Cluster cluster = session.cluster();
    List<Standing> standings;
    try (var answer = session.waitFor("asking the brokers and the registry")) {
      var survey = new TopicSurvey(cluster);
      var catalogue = new Catalogue(cluster.topics(), survey.names());
      standings =
          survey.of(
              name == null ? catalogue.all() : List.of(catalogue.named(name)),
              copies.on(survey.brokers()));
    }
    if (name == null) {
      session.list(COLUMNS, standings, "There are no topics in the contract.");
      standings.forEach(standing -> standing.differences().forEach(session::remark));
    } else {
      session.show(COLUMNS.fields(standings.get(0)), new TopicPage(standings.get(0)).lines());
    }
    return standings.stream().allMatch(standing -> standing.verdict() == Verdict.OK)
        ? ExitCode.OK
        : ExitCode.FAILED;
  }

  private static Object found(
      Standing standing, java.util.function.Function<Found, Object> property) {
    return standing.found().map(property).orElse(null);
  }

  static String kept(Standing standing) {
    return standing.topic().retention().map(Spans::of).orElse("for ever");
  }

  static List<String> records(Standing standing) {
    return standing.topic().valueTypes().stream().map(Class::getSimpleName).toList();
  }

  private static Style style(Standing standing) {
    return standing.verdict() == Verdict.OK ? Style.GOOD : Style.BAD;
  }
}
