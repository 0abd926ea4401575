package io.holdfast.bench.replay;

import io.holdfast.dispatcher.domain.Effect;
import io.holdfast.dispatcher.domain.Fold;
import io.holdfast.dispatcher.domain.state.Position;
import io.holdfast.records.Decision;
import io.holdfast.records.Fencing;
import io.holdfast.records.LogPosition;
import io.holdfast.records.MoveOrder;
import io.holdfast.records.NodeProfile;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.PoolEvent;
import io.holdfast.records.Progress;
import io.holdfast.records.Pulse;
import io.holdfast.records.WorkloadSpec;
import io.holdfast.schemas.Topic;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** The pool's log of that day, and what the dispatcher decided from it. */
final class PoolsOfADay {

  private final ReplayTopics topics;
  private final List<String> nodes;
  private final int seconds;
  private final Topic<String, SpecificRecord> log;
  private final int home;
  private long decisions;

  PoolsOfADay(ReplayTopics topics, List<String> nodes, int seconds) {
    this.topics = topics;
    this.nodes = nodes;
    this.seconds = seconds;
    log = topics.topics().poolEvents();
    home = log.partitionOf(ReplayTopics.POOL, log.partitions());
  }

  /** Decisions and commands written. */
  long decisions() {
    return decisions;
  }

  /** Funnels the inputs, with pulses between them, then folds the log and publishes. */
  void write(List<NodeStatus> verdicts) throws Exception {
    for (String node : nodes) {
      funnel(topics.topics().nodes(), node, profile(node));
    }
    for (String workload : ReplayTopics.names("w", 2 * nodes.size())) {
      funnel(topics.topics().workloads(), workload, workload(workload));
    }
    int next = 0;
    for (int second = 0; second < seconds; second++) {
      // The day was written in minutes: what counts is the order, not when.
      long until = (long) verdicts.size() * (second + 1) / seconds;
      while (next < until) {
        NodeStatus verdict = verdicts.get(next++);
        funnel(topics.topics().nodeStatus(), verdict.getNode(), verdict);
      }
      for (int quarter = 0; quarter < 4; quarter++) {
        long nanos = (second * 1_000L + quarter * 250L) * 1_000_000;
        topics.post(log, home, new Pulse(1L, nanos, "bench"));
      }
    }
    progress();
    decide();
  }

  private <V extends SpecificRecord> void funnel(
      Topic<String, ? super V> topic, String key, V value) throws Exception {
    LogPosition source = topics.say(topic, key, value);
    String name = topic.name().substring(ReplayTopics.PREFIX.length());
    topics.post(log, ReplayTopics.POOL, new PoolEvent(ReplayTopics.POOL, name, source, 0L, value));
  }

  /** Everything is judged. */
  private void progress() throws Exception {
    var heartbeats = topics.topics().heartbeats();
    for (int p = 0; p < heartbeats.partitions(); p++) {
      var progress =
          Progress.newBuilder()
              .setJudged(new LogPosition(topics.id(heartbeats), p, Long.MAX_VALUE))
              .setEndOffset(Long.MAX_VALUE)
              .setObservedMillis(seconds * 1_000L)
              .setJudgedAtMillis(0)
              .setPublishedAtMillis(0)
              .setNodes(Map.of())
              .build();
      LogPosition source = topics.say(topics.topics().nodeStatus(), "~" + p, progress);
      for (int partition = 0; partition < log.partitions(); partition++) {
        topics.post(log, partition, new PoolEvent(null, "node-status", source, 0L, progress));
      }
    }
  }

  private void decide() {
    var fold = new Fold();
    topics.read(
        log,
        home,
        (record, value) -> {
          var at = new Position(topics.id(log), record.partition(), record.offset());
          List<Effect> effects =
              value instanceof Pulse pulse
                  ? fold.accept(at, record.timestamp(), pulse)
                  : fold.accept(at, record.timestamp(), (PoolEvent) value);
          fold.settle();
          effects.forEach(this::publish);
        });
  }

  private void publish(Effect effect) {
    if (effect instanceof Effect.Explain explain) {
      Decision decision = explain.decision();
      topics.post(topics.topics().decisions(), decision.getPool(), decision);
      decisions++;
    } else if (effect instanceof Effect.Narrate narrate) {
      var topic =
          narrate.isFailover()
              ? topics.topics().failoverCommands()
              : topics.topics().rebalanceCommands();
      topics.post(topic, narrate.command().getNode(), narrate.command());
      decisions++;
    }
  }

  private static NodeProfile profile(String node) {
    return NodeProfile.newBuilder()
        .setNode(node)
        .setPool(ReplayTopics.POOL)
        .setZone("z" + node.charAt(node.length() - 1))
        .setCapacity(Map.of("cpu", 16.0))
        .setIncarnation(1_700_000_000_000L)
        .setBootId("boot")
        .setAgentVersion("bench")
        .build();
  }

  private static WorkloadSpec workload(String id) {
    return WorkloadSpec.newBuilder()
        .setWorkload(id)
        .setPool(ReplayTopics.POOL)
        .setVersion(1)
        .setProgram("serve")
        .setDemand(Map.of("cpu", 1.0))
        .setFencing(Fencing.NONE)
        .setMove(MoveOrder.START_FIRST)
        .build();
  }
}
