package io.holdfast.cli.replay;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.cluster.Start;
import io.holdfast.cli.policy.PolicyFile;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Session;
import io.holdfast.cli.shell.TimeText;
import io.holdfast.dispatcher.domain.replay.Difference;
import io.holdfast.dispatcher.domain.replay.Difference.What;
import io.holdfast.dispatcher.domain.replay.Inputs;
import io.holdfast.health.domain.liveness.LivenessSettings;
import io.holdfast.records.Command;
import io.holdfast.records.Decision;
import io.holdfast.records.PolicyMark;
import io.holdfast.records.PoolPolicy;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.time.Profile;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Compares what was decided with what the same code decides from the same log. */
@CommandLine.Command(
    name = "replay",
    description = {
      "Folds the topics once more, heartbeats into verdicts and events into decisions, and compares with what was decided then.",
      "With --policy: shows beside it what another policy or detector would have decided, if nodes do at once what they are told."
    },
    footer =
        "%nExits 1 when there is a difference; the first ones are shown: what was altered, is missing, or is foreign.")
public final class ReplayCommand extends HoldfastCommand {

  private static final int SHOWN = 10;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description =
          "Compare what was decided from then on: a time, or so long ago, such as 2h (default: everything that the topics still tell).")
  private String from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description =
          "Compare what was decided before then: a time, or so long ago (default: 2s, what is newer may be on its way).")
  private String to = "2s";

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "Also fold under this policy, a file as for `holdfast policy apply`.")
  private Path policy;

  @Option(
      names = "--profile",
      paramLabel = "default|fast",
      description = "health-stream's profile (default: default).")
  private Profile profile = Profile.DEFAULT;

  /** What was found. */
  private record Findings(
      PoolLog log,
      Inputs inputs,
      JudgedAgain judged,
      Instant since,
      List<Difference> differences,
      Optional<BackTest> backTest,
      double seconds) {}

  @Override
  protected ExitCode run(Session session) {
    long start = System.nanoTime();
    Cluster cluster = session.cluster();
    ZoneId zone = session.terminal().clock().getZone();
    Instant asked =
        from == null ? Instant.EPOCH : TimeText.atOrAgo("--from", from, session.now(), zone);
    Instant end = TimeText.atOrAgo("--to", to, session.now(), zone);
    Optional<PoolPolicy> other =
        Optional.ofNullable(policy)
            .map(file -> PolicyFile.read(file).policy(Long.MAX_VALUE, "what if", "replay"));
    LivenessSettings settings = LivenessSettings.of(profile);
    Origins heartbeats = JudgedAgain.origins(cluster, asked);
    Origins events = PoolLog.origins(cluster, asked);
    Instant since = later(asked, later(heartbeats.since(), events.since()));
    JudgedAgain judged =
        JudgedAgain.judge(cluster, heartbeats, settings, List.of(), session.terminal());
    Inputs inputs = SourceTopics.read(cluster);
    PoolLog log =
        PoolLog.fold(
            cluster,
            events,
            millis -> millis >= since.toEpochMilli() && millis < end.toEpochMilli(),
            inputs);
    List<Decision> decisions = all(cluster, List.of(cluster.topics().decisions()));
    List<Difference> differences = new ArrayList<>(heartbeats.differences());
    differences.addAll(events.differences());
    if (since.isAfter(asked) && from != null) {
      differences.add(tooEarly(asked, since));
    }
    differences.addAll(log.verdicts(judged).differences());
    differences.addAll(inputs.differences());
    var topics = cluster.topics();
    List<Command> commands =
        all(cluster, List.of(topics.failoverCommands(), topics.rebalanceCommands()));
    differences.addAll(log.replay().compare(decisions, commands));
    Optional<BackTest> backTest =
        other.map(
            p -> {
              List<PolicyMark> marks = List.of(BackTest.mark(p));
              var would =
                  JudgedAgain.judge(cluster, heartbeats, settings, marks, session.terminal());
              return BackTest.of(
                  cluster, events, since, p, judged.verdicts(), would.verdicts(), decisions);
            });
    double seconds = (System.nanoTime() - start) / 1e9;
    var findings = new Findings(log, inputs, judged, since, differences, backTest, seconds);
    session.show(fields(findings), lines(findings));
    return differences.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Difference tooEarly(Instant asked, Instant since) {
    return new Difference(
        What.LOG_INCOMPLETE,
        "--from " + asked,
        "what the topics still have can be decided again from %s on".formatted(since));
  }

  private static <V extends SpecificRecord> List<V> all(
      Cluster cluster, List<Topic<String, V>> topics) {
    List<V> values = new ArrayList<>();
    for (Topic<String, V> topic : topics) {
      cluster.reader().toEnd(topic, Start.BEGINNING, entry -> values.add(entry.value()));
    }
    return values;
  }

  private static Map<String, Object> fields(Findings found) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("identical", found.differences().isEmpty());
    fields.put("since", found.since().equals(Instant.EPOCH) ? null : found.since().toString());
    fields.put("heartbeats", found.judged().records());
    fields.put("heartbeatsPerSecond", found.judged().records() / found.judged().seconds());
    fields.put("verdicts", found.judged().verdicts().size());
    fields.put("events", found.log().replay().events());
    fields.put("decisions", found.log().replay().decided());
    fields.put("inputs", found.inputs().copies());
    fields.put("seconds", found.seconds());
    fields.put(
        "differences",
        found.differences().stream()
            .limit(SHOWN)
            .map(d -> Map.of("what", d.what().name(), "where", d.where(), "sentence", d.sentence()))
            .toList());
    found.backTest().ifPresent(test -> fields.put("backTest", test.fields()));
    return fields;
  }

  private List<String> lines(Findings found) {
    String size =
        String.format(
            Locale.ROOT,
            "%d records of heartbeats with %d verdicts (%.0f/s), %d of pool-events with %d decisions and commands, in %.1f s",
            found.judged().records(),
            found.judged().verdicts().size(),
            found.judged().records() / found.judged().seconds(),
            found.log().replay().events(),
            found.log().replay().decided(),
            found.seconds());
    List<String> lines = new ArrayList<>();
    List<Difference> differences = found.differences();
    lines.add(
        (differences.isEmpty() ? "identical" : differences.size() + " differences") + ": " + size);
    if (!found.since().equals(Instant.EPOCH)) {
      lines.add("  of what was decided since " + found.since());
    }
    differences.stream()
        .limit(SHOWN)
        .forEach(d -> lines.add("  " + d.what() + " " + d.where() + ": " + d.sentence()));
    found.backTest().ifPresent(test -> lines.addAll(test.lines(policy.getFileName().toString())));
    return lines;
  }
}
