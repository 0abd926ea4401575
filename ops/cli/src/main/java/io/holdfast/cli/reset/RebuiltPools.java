package io.holdfast.cli.reset;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.cluster.Entry;
import io.holdfast.cli.cluster.Start;
import io.holdfast.cli.replay.Origins;
import io.holdfast.cli.replay.PoolLog;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Failure;
import io.holdfast.dispatcher.domain.Fold;
import io.holdfast.dispatcher.domain.replay.Rebuild;
import io.holdfast.dispatcher.domain.state.PoolState;
import io.holdfast.dispatcher.domain.state.Position;
import io.holdfast.records.Command;
import io.holdfast.records.Decision;
import io.holdfast.records.LogPosition;
import io.holdfast.records.PoolEvent;
import io.holdfast.records.Pulse;
import io.holdfast.schemas.Topic;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/** The pools of a cluster, built anew up to what is folded and published. */
final class RebuiltPools {

  private final Cluster cluster;
  private final String topicId;
  private final Map<Integer, Long> until;
  private final Map<Integer, Rebuild> rebuilds = new TreeMap<>();
  private long events;

  private RebuiltPools(Cluster cluster, Origins origins, Map<Integer, Long> until) {
    this.cluster = cluster;
    this.until = until;
    topicId = PoolLog.topicId(cluster, cluster.topics().poolEvents());
    until.keySet().forEach(p -> rebuilds.put(p, new Rebuild(PoolLog.begin(origins.of(p)))));
  }

  /**
   * Builds them.
   *
   * @param until by partition, the first offset that is not part of it
   * @throws Failure when what came first is no longer in the log, nor in a snapshot
   */
  static RebuiltPools of(Cluster cluster, Map<Integer, Long> until) {
    Origins origins = PoolLog.origins(cluster, Instant.EPOCH);
    origins
        .differences()
        .forEach(
            d -> {
              throw new Failure(
                  ExitCode.FAILED,
                  "%s %s: there is nothing to build from.".formatted(d.where(), d.sentence()));
            });
    var rebuilt = new RebuiltPools(cluster, origins, until);
    rebuilt.readRecord();
    cluster
        .reader()
        .toEnd(cluster.topics().poolEvents(), origins.toStart(), entry -> rebuilt.take(entry));
    return rebuilt;
  }

  private void readRecord() {
    var topics = cluster.topics();
    cluster
        .reader()
        .toEnd(
            topics.decisions(),
            Start.BEGINNING,
            entry -> {
              Decision decision = entry.value();
              if (isOfThisLog(decision.getTrigger())) {
                rebuilds.get(decision.getTrigger().getPartition()).recorded(decision);
              }
            });
    for (Topic<String, Command> topic :
        List.of(topics.failoverCommands(), topics.rebalanceCommands())) {
      cluster
          .reader()
          .toEnd(
              topic,
              Start.BEGINNING,
              entry -> {
                Command command = entry.value();
                if (isOfThisLog(command.getDecidedAt())) {
                  rebuilds.get(command.getDecidedAt().getPartition()).recorded(command);
                }
              });
    }
  }

  private boolean isOfThisLog(LogPosition trigger) {
    return trigger.getTopicId().equals(topicId) && rebuilds.containsKey(trigger.getPartition());
  }

  private void take(Entry<SpecificRecord> entry) {
    if (entry.offset() >= until.getOrDefault(entry.partition(), 0L)) {
      return;
    }
    events++;
    Rebuild rebuild = rebuilds.get(entry.partition());
    var at = new Position(topicId, entry.partition(), entry.offset());
    if (entry.value() instanceof PoolEvent event) {
      rebuild.take(at, entry.at().toEpochMilli(), event);
    } else if (entry.value() instanceof Pulse pulse) {
      rebuild.take(at, entry.at().toEpochMilli(), pulse);
    }
  }

  /** By partition. */
  Map<Integer, Fold> folds() {
    var folds = new TreeMap<Integer, Fold>();
    rebuilds.forEach((partition, rebuild) -> folds.put(partition, rebuild.fold()));
    return folds;
  }

  private Stream<PoolState> states() {
    return rebuilds.values().stream().flatMap(r -> r.fold().pools().values().stream());
  }

  int pools() {
    return (int) states().count();
  }

  int nodes() {
    return states().mapToInt(s -> s.nodes().size()).sum();
  }

  int workloads() {
    return states().mapToInt(s -> s.workloads().size()).sum();
  }

  long events() {
    return events;
  }

  long overruled() {
    return rebuilds.values().stream().mapToLong(Rebuild::overruled).sum();
  }
}
