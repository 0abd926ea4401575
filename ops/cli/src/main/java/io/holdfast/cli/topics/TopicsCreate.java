package io.holdfast.cli.topics;

import static java.util.stream.Collectors.groupingBy;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.output.Columns;
import io.holdfast.cli.output.Style;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Failure;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Session;
import io.holdfast.cli.topics.Standing.Verdict;
import io.holdfast.health.stream.InputTopics;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import io.holdfast.schemas.admin.Durability;
import io.holdfast.schemas.admin.Step;
import io.holdfast.schemas.admin.Step.Action;
import io.holdfast.schemas.admin.TopicAdmin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "create",
    description = {
      "Creates the topics that are missing, with the contract's settings, and registers their schemas.",
      "Topics that exist are not changed: where they differ from the contract it says so and ends with 1."
    })
final class TopicsCreate extends HoldfastCommand {

  private static final Columns<Outcome> COLUMNS =
      Columns.<Outcome>none()
          .text("topic", outcome -> outcome.standing().topic().name())
          .number("partitions", outcome -> outcome.standing().topic().partitions())
          .text("done", Outcome::actions, outcome -> String.join(", ", outcome.actions()))
          .styled("verdict", outcome -> outcome.standing().verdict().name(), Outcome::style)
          .hidden("differences", outcome -> outcome.standing().differences());

  @Mixin private Copies copies;

  @Option(
      names = "--partitions",
      paramLabel = "TOPIC=N",
      description = "Another count of partitions than the contract's; fixed for life.")
  private Map<String, Integer> partitions = new LinkedHashMap<>();

  @Option(
      names = "--database",
      paramLabel = "NAME",
      description = "Also the topics of this database's backups; repeatable.")
  private List<String> databases = List.of();

  private record Outcome(Standing standing, List<Step> steps) {

    /** What was done, nothing when all was there. */
    List<String> actions() {
      var actions = new ArrayList<String>();
      if (count(Action.TOPIC_CREATED) > 0) {
        actions.add("created");
      }
      if (count(Action.SCHEMA_REGISTERED) > 0) {
        actions.add("schemas registered: " + count(Action.SCHEMA_REGISTERED));
      }
      if (count(Action.COMPATIBILITY_SET) > 0) {
        actions.add("compatibility set: " + count(Action.COMPATIBILITY_SET));
      }
      return actions;
    }

    private long count(Action action) {
      return steps.stream().filter(step -> step.action() == action).count();
    }

    Style style() {
      return standing.verdict() == Verdict.OK ? Style.GOOD : Style.BAD;
    }
  }

  @Override
  protected ExitCode run(Session session) throws ExecutionException, InterruptedException {
    Cluster cluster = session.cluster();
    List<Topic<?, ?>> topics = wanted(cluster.topics());
    var survey = new TopicSurvey(cluster);
    int brokers = survey.brokers();
    Durability durability = copies.on(brokers);
    if (durability.replicas() == 1) {
      session.remark(
          "One copy of everything (the cluster has %d %s): good for trying things out only."
              .formatted(brokers, brokers == 1 ? "broker" : "brokers"));
    }
    List<Outcome> outcomes;
    try (var answer = session.waitFor("creating topics and schemas")) {
      Map<String, List<Step>> steps =
          new TopicAdmin(cluster.admin(), cluster.registry(), durability)
              .create(topics).stream().collect(groupingBy(Step::topic));
      survey.awaitPresent(topics);
      outcomes =
          survey.of(topics, durability).stream()
              .map(standing -> new Outcome(standing, steps.get(standing.topic().name())))
              .toList();
    }
    session.list(COLUMNS, outcomes, "There are no topics in the contract.");
    outcomes.forEach(outcome -> outcome.standing().differences().forEach(session::remark));
    return outcomes.stream().allMatch(outcome -> outcome.standing().verdict() == Verdict.OK)
        ? ExitCode.OK
        : ExitCode.FAILED;
  }

  private List<Topic<?, ?>> wanted(Topics contract) {
    var topics = new ArrayList<>(contract.all());
    databases.forEach(database -> topics.addAll(contract.of(database)));
    partitions.forEach((name, count) -> repartition(topics, contract, name, count));
    return topics;
  }

  private static void repartition(
      List<Topic<?, ?>> topics, Topics contract, String name, int count) {
    for (int i = 0; i < topics.size(); i++) {
      Topic<?, ?> topic = topics.get(i);
      if (topic.name().equals(name) || topic.name().equals(contract.prefix() + name)) {
        if (count != topic.partitions() && InputTopics.of(contract).contains(topic)) {
          throw new Failure(
              ExitCode.USAGE,
              "--partitions: topic %s cannot have %d: health-stream starts only where it has %d."
                  .formatted(topic, count, topic.partitions()));
        }
        if (count < 1 || (topic.partitionedBy() == Topic.PartitionedBy.SINGLE && count > 1)) {
          throw new Failure(
              ExitCode.USAGE, "--partitions: topic %s cannot have %d.".formatted(topic, count));
        }
        topics.set(i, topic.withPartitions(count));
        return;
      }
    }
    throw new Failure(
        ExitCode.USAGE, "--partitions: the contract has no topic named %s.".formatted(name));
  }
}
