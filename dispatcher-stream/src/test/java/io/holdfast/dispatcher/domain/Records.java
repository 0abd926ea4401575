package io.holdfast.dispatcher.domain;

import io.holdfast.records.BalancePolicy;
import io.holdfast.records.CommandResult;
import io.holdfast.records.Detector;
import io.holdfast.records.Fencing;
import io.holdfast.records.GuardPolicy;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.records.LivenessPolicy;
import io.holdfast.records.LogPosition;
import io.holdfast.records.MoveOrder;
import io.holdfast.records.NodeProfile;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Operation;
import io.holdfast.records.OperationKind;
import io.holdfast.records.PlacementStrategy;
import io.holdfast.records.PoolMode;
import io.holdfast.records.PoolPolicy;
import io.holdfast.records.ResultKind;
import io.holdfast.records.ResultReason;
import io.holdfast.records.StatusCause;
import io.holdfast.records.WorkloadSpec;
import java.util.List;
import java.util.Map;

/** Records for tests; the fields that a test does not care about have plain values. */
public final class Records {

  public static final String POOL = "pool";
  public static final String HEARTBEATS = "heartbeats-topic-id-00";

  private Records() {}

  public static NodeProfile profile(String node, String zone, double cpu) {
    return NodeProfile.newBuilder()
        .setNode(node)
        .setPool(POOL)
        .setZone(zone)
        .setCapacity(Map.of("cpu", cpu))
        .setIncarnation(1)
        .setBootId("boot")
        .setAgentVersion("test")
        .build();
  }

  public static NodeStatus status(
      String node, long incarnation, NodeState state, long offset, long millis) {
    return NodeStatus.newBuilder()
        .setNode(node)
        .setPool(POOL)
        .setIncarnation(incarnation)
        .setBootId("boot")
        .setState(state)
        .setCause(cause(state))
        .setMode(state == NodeState.LEFT ? HeartbeatMode.LEFT : HeartbeatMode.NORMAL)
        .setDecidedAt(new LogPosition(HEARTBEATS, 0, offset))
        .setSilenceMillis(0)
        .setDeadlineMillis(0)
        .setObservedMillis(millis)
        .setDecidedAtMillis(millis)
        .setHeardAtMillis(millis)
        .setSequence(offset)
        .setIntervalMillis(1000)
        .setLeaseMillis(25_000)
        .build();
  }

  private static StatusCause cause(NodeState state) {
    return switch (state) {
      case ALIVE -> StatusCause.HEARD;
      case SUSPECT, DEAD -> StatusCause.SILENT;
      case ENDED -> StatusCause.LEASE_OVER;
      case LEFT -> StatusCause.GOODBYE;
    };
  }

  public static WorkloadSpec.Builder workload(String id, double cpu) {
    return WorkloadSpec.newBuilder()
        .setWorkload(id)
        .setPool(POOL)
        .setVersion(1)
        .setProgram("serve")
        .setDemand(Map.of("cpu", cpu))
        .setFencing(Fencing.NONE)
        .setMove(MoveOrder.START_FIRST);
  }

  public static CommandResult result(
      String node,
      long incarnation,
      String workload,
      long epoch,
      ResultKind kind,
      ResultReason why) {
    return CommandResult.newBuilder()
        .setNode(node)
        .setPool(POOL)
        .setIncarnation(incarnation)
        .setWorkload(workload)
        .setEpoch(epoch)
        .setResult(kind)
        .setReason(why)
        .setAtMillis(0)
        .build();
  }

  public static Operation.Builder operation(String id, OperationKind kind) {
    return Operation.newBuilder()
        .setId(id)
        .setPool(POOL)
        .setKind(kind)
        .setReason("test")
        .setBy("tester");
  }

  public static BalancePolicy.Builder balance() {
    return BalancePolicy.newBuilder()
        .setDegreeThreshold(0.7)
        .setMinimumLoad(0.3)
        .setWindows(2)
        .setMinimumGain(0.05)
        .setCooldownMillis(60_000)
        .setMaxMovesInFlight(4)
        .setMaxMovesPerNode(2);
  }

  public static GuardPolicy.Builder guards() {
    return GuardPolicy.newBuilder()
        .setBreakerShare(0.3)
        .setBreakerCount(5)
        .setBreakerWindowMillis(60_000)
        .setZoneOutageShare(0.8)
        .setFailoversPerMinute(600)
        .setMaxJudgementLagMillis(10_000);
  }

  public static PoolPolicy.Builder policy(long version) {
    return PoolPolicy.newBuilder()
        .setPool(POOL)
        .setVersion(version)
        .setMode(PoolMode.ACT)
        .setStrategy(PlacementStrategy.BALANCE)
        .setLiveness(new LivenessPolicy(Detector.FIXED, 3000, 6000, 18_000))
        .setBalance(balance().build())
        .setGuards(guards().build())
        .setReason("test")
        .setBy("tester");
  }

  public static List<String> names(String prefix, int count) {
    return java.util.stream.IntStream.range(0, count)
        .mapToObj(i -> String.format("%s%02d", prefix, i))
        .toList();
  }
}
