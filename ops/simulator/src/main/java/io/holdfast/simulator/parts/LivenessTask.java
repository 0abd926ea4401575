package io.holdfast.simulator.parts;

import io.holdfast.health.domain.LogPartition;
import io.holdfast.health.domain.liveness.Liveness;
import io.holdfast.health.domain.liveness.LivenessSettings;
import io.holdfast.health.domain.liveness.Verdict;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Progress;
import io.holdfast.simulator.check.Witnessed;
import io.holdfast.simulator.world.Log;
import java.util.List;

/** Heartbeats of one partition in, verdicts out. */
final class LivenessTask extends HealthTask<Verdict> {

  private final LogPartition partition;

  LivenessTask(Parts parts, Log heartbeats, LivenessSettings settings) {
    super(
        parts,
        new Memory<>(
            heartbeats,
            () -> new Liveness(partition(heartbeats), settings),
            new Witnessed<>(parts.scheduler(), "verdicts of partition " + heartbeats.partition()),
            verdict -> !(verdict instanceof Verdict.Repeated)));
    partition = partition(heartbeats);
  }

  private static LogPartition partition(Log log) {
    return new LogPartition(log.topicId(), log.partition());
  }

  @Override
  void publish(int offset, boolean isFirst, List<Verdict> concluded, Run owner) {
    for (Verdict verdict : concluded) {
      if (verdict instanceof Verdict.Fresh fresh) {
        if (isFirst) {
          judge(offset, fresh.status());
        }
        send(fresh.status(), owner);
      } else if (verdict instanceof Verdict.Repeated repeated) {
        send(repeated.status(), owner);
      } else if (verdict instanceof Verdict.Reached reached) {
        String key = "~" + partition.number();
        owner.send(parts.topics().statuses.get(partition.number()), key, progress(offset, reached));
      }
    }
  }

  private void judge(int offset, NodeStatus status) {
    parts.judges().deaths().judge(log(), offset, status);
    parts
        .judges()
        .story()
        .tell(
            () ->
                status.getNode()
                    + " incarnation "
                    + status.getIncarnation()
                    + " is "
                    + status.getState()
                    + " "
                    + status.getCause()
                    + " at heartbeats "
                    + log().partition()
                    + "/"
                    + offset);
  }

  private void send(NodeStatus status, Run owner) {
    parts.judges().identities().verdict(status);
    owner.send(Topics.of(parts.topics().statuses, status.getNode()), status.getNode(), status);
  }

  private Progress progress(int offset, Verdict.Reached reached) {
    Log log = log();
    long judgedAt = log.millis(offset);
    return new Progress(
        partition.at(offset),
        (long) log.size(),
        reached.observedMillis(),
        judgedAt,
        Math.max(judgedAt, log.millis(log.size() - 1)),
        reached.nodes());
  }
}
