package io.holdfast.cli.replay;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.cluster.Entry;
import io.holdfast.cli.cluster.TopicReader.Extent;
import io.holdfast.cli.replay.Origins.Origin;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Failure;
import io.holdfast.dispatcher.domain.Decided;
import io.holdfast.dispatcher.domain.Fold;
import io.holdfast.dispatcher.domain.Trigger;
import io.holdfast.dispatcher.domain.replay.Inputs;
import io.holdfast.dispatcher.domain.replay.Replay;
import io.holdfast.dispatcher.domain.replay.Verdicts;
import io.holdfast.dispatcher.domain.state.PoolState;
import io.holdfast.dispatcher.domain.state.Position;
import io.holdfast.dispatcher.store.PoolSnapshot;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.PoolEvent;
import io.holdfast.records.Progress;
import io.holdfast.records.Pulse;
import io.holdfast.schemas.Topic;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import java.util.function.LongPredicate;
import org.apache.avro.specific.SpecificRecord;

/** The pools' log of a cluster, folded to its end. */
public final class PoolLog {

  private final Cluster cluster;
  private final Replay replay;
  private final Inputs inputs;
  private final Verdicts verdicts;
  private final Map<Integer, Entry<SpecificRecord>> newest = new TreeMap<>();
  private final String topicId;

  private PoolLog(Cluster cluster, LongPredicate isOfInterest, Inputs inputs) {
    this.cluster = cluster;
    this.inputs = inputs;
    replay = new Replay(isOfInterest);
    verdicts = new Verdicts(isOfInterest);
    topicId = topicId(cluster, cluster.topics().poolEvents());
  }

  /** Reads and folds what it takes to know the state as it is now. */
  public static PoolLog newest(Cluster cluster) {
    return fold(
        cluster,
        origins(cluster, Instant.now()),
        millis -> false,
        new Inputs(Set.of(), new Fingerprint()));
  }

  /** Where the pools' log can be folded from for what was decided from then on. */
  public static Origins origins(Cluster cluster, Instant from) {
    return Origins.of(
        cluster, cluster.topics().poolEvents(), PoolSnapshot.FOLD, PoolSnapshot.FORMAT, from);
  }

  /**
   * Reads and folds everything that is there now, from these origins on.
   *
   * @param inputs the sources, which each copy is held against
   */
  static PoolLog fold(Cluster cluster, Origins origins, LongPredicate isOfInterest, Inputs inputs) {
    var log = new PoolLog(cluster, isOfInterest, inputs);
    for (Extent extent : origins.folded()) {
      Origin origin = origins.of(extent.partition());
      if (origin.state().isPresent()) {
        log.replay.begin(extent.partition(), begin(origin));
      }
    }
    cluster.reader().toEnd(cluster.topics().poolEvents(), origins.toStart(), log::take);
    return log;
  }

  /** The fold before the first record of a partition. */
  public static Fold begin(Origin origin) {
    return origin.state().map(PoolSnapshot::read).orElseGet(Fold::new);
  }

  private void take(Entry<SpecificRecord> entry) {
    var at = new Position(topicId, entry.partition(), entry.offset());
    newest.put(entry.partition(), entry);
    if (entry.value() instanceof PoolEvent event) {
      inputs.copy(at, event);
      if (event.getEvent() instanceof NodeStatus status) {
        verdicts.told(status);
      } else if (event.getEvent() instanceof Progress progress) {
        verdicts.told(progress);
      }
      replay.take(at, entry.at().toEpochMilli(), event);
    } else if (entry.value() instanceof Pulse pulse) {
      replay.take(at, entry.at().toEpochMilli(), pulse);
    }
  }

  /** Kafka's id of the topic. */
  public static String topicId(Cluster cluster, Topic<?, ?> asked) {
    String topic = asked.name();
    try (var answer = cluster.waiting().forAnswer("asking for topic " + topic)) {
      return cluster
          .admin()
          .describeTopics(List.of(topic))
          .allTopicNames()
          .get()
          .get(topic)
          .topicId()
          .toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure(
          ExitCode.INTERRUPTED, "Interrupted while topic " + topic + " was asked for.", e);
    } catch (ExecutionException e) {
      throw new Failure(
          ExitCode.UNREACHABLE,
          "Topic %s cannot be described: is it created, and the broker up?".formatted(topic),
          e.getCause());
    }
  }

  Replay replay() {
    return replay;
  }

  /** The verdicts in it, held against those that were judged again. */
  Verdicts verdicts(JudgedAgain judged) {
    String heartbeats = topicId(cluster, cluster.topics().heartbeats());
    judged.extents().forEach(e -> verdicts.covers(heartbeats, e.partition(), e.begin(), e.end()));
    judged.verdicts().forEach(verdicts::judged);
    return verdicts;
  }

  /**
   * What would follow now from something that is not in the log.
   *
   * @throws Failure when no pool of this name is in the log
   */
  public Decided rehearse(String pool, BiFunction<PoolState, Trigger, Decided> what) {
    for (Map.Entry<Integer, Fold> fold : replay.folds().entrySet()) {
      PoolState state = fold.getValue().pools().get(pool);
      if (state != null) {
        Entry<SpecificRecord> last = newest.get(fold.getKey());
        var next = new Position(topicId, fold.getKey(), last.offset() + 1);
        return what.apply(state, Trigger.of(next, last.at().toEpochMilli(), fold.getValue().now()));
      }
    }
    throw new Failure(
        ExitCode.NOT_FOUND,
        "No pool %s in the log: see `holdfast node list` for the pools there are.".formatted(pool));
  }
}
