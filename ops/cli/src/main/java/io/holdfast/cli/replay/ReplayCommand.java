package io.holdfast.cli.replay;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.cluster.Entry;
import io.holdfast.cli.cluster.Start;
import io.holdfast.cli.shell.DurationConverter;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Session;
import io.holdfast.dispatcher.domain.Input;
import io.holdfast.dispatcher.domain.replay.Difference;
import io.holdfast.dispatcher.domain.replay.Difference.What;
import io.holdfast.records.Command;
import io.holdfast.records.Decision;
import io.holdfast.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Compares what was decided with what the same code decides from the same log. */
@CommandLine.Command(
    name = "replay",
    description = "Folds the topics once more and compares with what was decided then.",
    footer = "%nExits 1 when there is a difference; the first ones are shown.")
public final class ReplayCommand extends HoldfastCommand {

  private static final int SHOWN = 10;
  private static final Duration TAIL = Duration.ofSeconds(2);

  @Option(
      names = "--from",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Compare what was decided since so long ago, such as 2h (default: everything).")
  private Duration from;

  @Option(
      names = "--to",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Compare no further than so long ago (default: until 2 s ago).")
  private Duration to = TAIL;

  @Override
  protected ExitCode run(Session session) {
    Instant begin = from == null ? Instant.EPOCH : session.now().minus(from);
    Instant end = session.now().minus(to);
    long start = System.nanoTime();
    PoolLog log =
        PoolLog.fold(
            session.cluster(),
            millis -> millis >= begin.toEpochMilli() && millis < end.toEpochMilli());
    List<Difference> differences = compare(session.cluster(), log);
    double seconds = (System.nanoTime() - start) / 1e9;
    session.show(fields(log, differences, seconds), lines(log, differences, seconds));
    return differences.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }

  private static List<Difference> compare(Cluster cluster, PoolLog log) {
    List<Difference> all = new ArrayList<>();
    log.begins()
        .forEach(
            (partition, offset) -> {
              if (offset > 0) {
                all.add(
                    new Difference(
                        What.LOG_INCOMPLETE,
                        "pool-events partition " + partition,
                        "begins at offset " + offset + ": what came before shaped the state"));
              }
            });
    inputs(cluster)
        .forEach(
            topic ->
                cluster
                    .reader()
                    .toEnd(topic, Start.BEGINNING, entry -> compare(log, cluster, entry)));
    all.addAll(log.inputs().differences());
    var topics = cluster.topics();
    List<Decision> decisions = all(cluster, List.of(topics.decisions()));
    List<Command> commands =
        all(cluster, List.of(topics.failoverCommands(), topics.rebalanceCommands()));
    all.addAll(log.replay().compare(decisions, commands));
    return all;
  }

  private static List<Topic<String, ? extends SpecificRecord>> inputs(Cluster cluster) {
    var topics = cluster.topics();
    return List.of(
        topics.nodes(),
        topics.nodeStatus(),
        topics.loadBalance(),
        topics.workloads(),
        topics.policies(),
        topics.operations(),
        topics.commandResults());
  }

  private static void compare(PoolLog log, Cluster cluster, Entry<? extends SpecificRecord> entry) {
    String topic = entry.topic().name().substring(cluster.topics().prefix().length());
    if (entry.value() != null) {
      boolean isMeant = Input.isMeant(entry.key(), entry.value());
      log.inputs().source(topic, entry.partition(), entry.offset(), entry.value(), isMeant);
    }
  }

  private static <V extends SpecificRecord> List<V> all(
      Cluster cluster, List<Topic<String, V>> topics) {
    List<V> values = new ArrayList<>();
    for (Topic<String, V> topic : topics) {
      cluster.reader().toEnd(topic, Start.BEGINNING, entry -> values.add(entry.value()));
    }
    return values;
  }

  private static Map<String, Object> fields(
      PoolLog log, List<Difference> differences, double seconds) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("identical", differences.isEmpty());
    fields.put("events", log.replay().events());
    fields.put("decisions", log.replay().decided());
    fields.put("inputs", log.inputs().copies());
    fields.put("seconds", seconds);
    fields.put(
        "differences",
        differences.stream()
            .limit(SHOWN)
            .map(d -> Map.of("what", d.what().name(), "where", d.where(), "sentence", d.sentence()))
            .toList());
    return fields;
  }

  private static List<String> lines(PoolLog log, List<Difference> differences, double seconds) {
    String size =
        String.format(
            Locale.ROOT,
            "%d records of pool-events, %d decisions and commands, in %.1f s",
            log.replay().events(),
            log.replay().decided(),
            seconds);
    if (differences.isEmpty()) {
      return List.of("identical: " + size);
    }
    List<String> lines = new ArrayList<>();
    lines.add(differences.size() + " differences: " + size);
    differences.stream()
        .limit(SHOWN)
        .forEach(d -> lines.add("  " + d.what() + " " + d.where() + ": " + d.sentence()));
    return lines;
  }
}
