package io.holdfast.bench.decisions;

import io.holdfast.dispatcher.domain.Effect;
import io.holdfast.dispatcher.domain.Fold;
import io.holdfast.dispatcher.domain.state.Position;
import io.holdfast.records.Command;
import io.holdfast.records.CommandAction;
import io.holdfast.records.CommandResult;
import io.holdfast.records.Fencing;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.records.LogPosition;
import io.holdfast.records.MoveOrder;
import io.holdfast.records.NodeProfile;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.PoolEvent;
import io.holdfast.records.Progress;
import io.holdfast.records.Pulse;
import io.holdfast.records.ResultKind;
import io.holdfast.records.ResultReason;
import io.holdfast.records.StatusCause;
import io.holdfast.records.WorkloadSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The log of one pool, written by hand, and the fold of it. */
final class PoolLog {

  static final String POOL = "pool";
  private static final String HEARTBEATS = "heartbeats";

  private final Fold fold = new Fold();
  private long offset;
  private long millis = 1_000_000;
  private long verdicts;

  Fold fold() {
    return fold;
  }

  /** Records folded so far. */
  long records() {
    return offset;
  }

  static NodeProfile profile(String node, String zone, double cores) {
    return NodeProfile.newBuilder()
        .setNode(node)
        .setPool(POOL)
        .setZone(zone)
        .setCapacity(Map.of("cpu", cores, "memory", cores * 4))
        .setIncarnation(1)
        .setBootId("boot")
        .setAgentVersion("bench")
        .build();
  }

  static WorkloadSpec workload(String id, double cores) {
    return WorkloadSpec.newBuilder()
        .setWorkload(id)
        .setPool(POOL)
        .setVersion(1)
        .setProgram("serve")
        .setDemand(Map.of("cpu", cores, "memory", cores * 4))
        .setFencing(Fencing.NONE)
        .setMove(MoveOrder.START_FIRST)
        .build();
  }

  static NodeStatus status(String node, long incarnation, NodeState state, long at, long millis) {
    return NodeStatus.newBuilder()
        .setNode(node)
        .setPool(POOL)
        .setIncarnation(incarnation)
        .setBootId("boot")
        .setState(state)
        .setCause(state == NodeState.ALIVE ? StatusCause.HEARD : StatusCause.SILENT)
        .setMode(HeartbeatMode.NORMAL)
        .setDecidedAt(new LogPosition(HEARTBEATS, 0, at))
        .setSilenceMillis(0)
        .setDeadlineMillis(0)
        .setObservedMillis(millis)
        .setDecidedAtMillis(millis)
        .setHeardAtMillis(millis)
        .setSequence(1)
        .setIntervalMillis(1_000)
        .setLeaseMillis(25_000)
        .build();
  }

  static CommandResult started(String node, long incarnation, String workload, long epoch) {
    return CommandResult.newBuilder()
        .setNode(node)
        .setPool(POOL)
        .setIncarnation(incarnation)
        .setWorkload(workload)
        .setEpoch(epoch)
        .setResult(ResultKind.STARTED)
        .setReason(ResultReason.NONE)
        .setAtMillis(0)
        .build();
  }

  List<Effect> join(String node, String zone, double cores) {
    say(profile(node, zone, cores));
    return verdict(node, NodeState.ALIVE);
  }

  List<Effect> verdict(String node, NodeState state) {
    return say(status(node, 1, state, verdicts++, millis));
  }

  List<Effect> progress(int partition) {
    return say(
        Progress.newBuilder()
            .setJudged(new LogPosition(HEARTBEATS, partition, verdicts))
            .setJudgedAtMillis(millis)
            .setEndOffset(verdicts)
            .setObservedMillis(millis)
            .setPublishedAtMillis(millis)
            .setNodes(Map.of())
            .build());
  }

  List<Effect> say(Object event) {
    var at = new Position("log", 0, offset++);
    var source = new LogPosition("source", 0, at.offset());
    String pool = event instanceof Progress ? null : POOL;
    return fold.accept(at, millis, new PoolEvent(pool, "source", source, millis, event));
  }

  List<Effect> pulse() {
    millis += 250;
    return fold.accept(
        new Position("log", 0, offset++), millis, new Pulse(1L, millis * 1_000_000, "bench"));
  }

  /** Pulses, and nodes that start what they are told at once, until nothing more is told. */
  void settle() {
    int quiet = 0;
    while (quiet < 60) {
      List<Command> starts = starts(pulse());
      starts.forEach(
          c -> say(started(c.getNode(), c.getIncarnation(), c.getWorkload(), c.getEpoch())));
      quiet = starts.isEmpty() ? quiet + 1 : 0;
    }
  }

  static List<Command> starts(List<Effect> effects) {
    List<Command> starts = new ArrayList<>();
    for (Effect effect : effects) {
      if (effect instanceof Effect.Narrate narrate
          && narrate.command().getAction() == CommandAction.START) {
        starts.add(narrate.command());
      }
    }
    return starts;
  }
}
