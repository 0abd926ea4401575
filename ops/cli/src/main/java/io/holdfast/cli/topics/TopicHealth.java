package io.holdfast.cli.topics;

import static java.util.stream.Collectors.toMap;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.topics.Standing.Verdict;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

/** What is not right with the topics of a cluster. */
public final class TopicHealth {

  private TopicHealth() {}

  /** Each topic that is missing or does harm, with how; empty when all are well. */
  public static Map<String, String> of(Cluster cluster)
      throws ExecutionException, InterruptedException {
    var survey = new TopicSurvey(cluster);
    List<Standing> standings =
        survey.of(
            new Catalogue(cluster.topics(), survey.names()).all(),
            new Copies().on(survey.brokers()));
    return standings.stream()
        .filter(s -> s.verdict() == Verdict.MISSING || s.verdict() == Verdict.WRONG)
        .collect(
            toMap(
                standing -> standing.topic().name(),
                standing ->
                    standing.verdict() == Verdict.MISSING
                        ? "MISSING"
                        : String.join("; ", standing.differences()),
                (one, other) -> one,
                TreeMap::new));
  }
}
