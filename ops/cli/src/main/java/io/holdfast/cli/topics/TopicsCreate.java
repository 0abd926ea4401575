package io.holdfast.cli.topics;

import static java.util.stream.Collectors.toSet;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.output.Columns;
import io.holdfast.cli.output.Style;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Failure;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Session;
import io.holdfast.cli.topics.Standing.Verdict;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.NewTopic;
import picocli.CommandLine.Command;
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
          .number("partitions", outcome -> outcome.standing().found().orElseThrow().partitions())
          .number("replication", outcome -> outcome.standing().found().orElseThrow().replication())
          .number("schemas", Outcome::schemas)
          .styled("outcome", Outcome::word, Outcome::style)
          .text(
              "differences",
              outcome -> outcome.standing().differences(),
              outcome -> String.join("; ", outcome.standing().differences()));

  @Option(
      names = "--replication",
      paramLabel = "N",
      description = "Copies of each partition (default: 3, or 1 where there are fewer brokers).")
  private Integer replication;

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

  private record Outcome(Standing standing, boolean created, int schemas) {

    String word() {
      return created ? "created" : standing.verdict() == Verdict.OK ? "exists" : "differs";
    }

    Style style() {
      return standing.verdict() == Verdict.OK ? Style.GOOD : Style.BAD;
    }
  }

  @Override
  protected ExitCode run(Session session) throws ExecutionException, InterruptedException {
    Cluster cluster = session.cluster();
    List<Topic<?, ?>> topics = wanted(cluster.topics());
    var survey = new TopicSurvey(cluster.admin());
    short copies = copies(session, survey.brokers());
    Set<String> missing =
        survey.of(topics).stream()
            .filter(standing -> standing.verdict() == Verdict.MISSING)
            .map(standing -> standing.topic().name())
            .collect(toSet());
    cluster
        .admin()
        .createTopics(
            topics.stream()
                .filter(topic -> missing.contains(topic.name()))
                .map(topic -> described(topic, copies))
                .toList())
        .all()
        .get();
    survey.awaitPresent(missing);
    var registration = new SchemaRegistration(cluster.registry());
    List<Outcome> outcomes =
        survey.of(topics).stream()
            .map(
                s -> new Outcome(s, missing.contains(s.topic().name()), registration.of(s.topic())))
            .toList();
    session.list(COLUMNS, outcomes, "There are no topics in the contract.");
    return outcomes.stream().allMatch(outcome -> outcome.standing().verdict() == Verdict.OK)
        ? ExitCode.OK
        : ExitCode.FAILED;
  }

  private List<Topic<?, ?>> wanted(Topics contract) {
    var topics = new ArrayList<>(contract.all());
    databases.forEach(database -> topics.addAll(contract.of(database)));
    partitions.forEach((name, count) -> repartition(topics, contract.prefix(), name, count));
    return topics;
  }

  private static void repartition(List<Topic<?, ?>> topics, String prefix, String name, int count) {
    for (int i = 0; i < topics.size(); i++) {
      Topic<?, ?> topic = topics.get(i);
      if (topic.name().equals(name) || topic.name().equals(prefix + name)) {
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

  private short copies(Session session, int brokers) {
    if (replication != null) {
      if (replication < 1 || replication > brokers) {
        throw new Failure(
            ExitCode.USAGE,
            "--replication: %d copies need as many brokers, and this cluster has %d."
                .formatted(replication, brokers));
      }
      return replication.shortValue();
    }
    if (brokers >= ContractSettings.REPLICATION) {
      return ContractSettings.REPLICATION;
    }
    session.remark(
        "This cluster has %d %s: one copy of everything, good for trying things out only."
            .formatted(brokers, brokers == 1 ? "broker" : "brokers"));
    return 1;
  }

  private static NewTopic described(Topic<?, ?> topic, short copies) {
    return new NewTopic(topic.name(), topic.partitions(), copies)
        .configs(ContractSettings.of(topic, copies));
  }
}
