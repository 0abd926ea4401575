package io.holdfast.cli;

import io.holdfast.records.Candidate;
import io.holdfast.records.Command;
import io.holdfast.records.CommandAction;
import io.holdfast.records.CommandCause;
import io.holdfast.records.CommandResult;
import io.holdfast.records.Decision;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.records.LoadBalance;
import io.holdfast.records.LogPosition;
import io.holdfast.records.NodeLoad;
import io.holdfast.records.NodeProfile;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Placement;
import io.holdfast.records.PlacementPhase;
import io.holdfast.records.ResourceBalance;
import io.holdfast.records.ResultKind;
import io.holdfast.records.StatusCause;
import java.util.List;
import java.util.Map;

/** Records as the apps would write them. */
public final class Records {

  public static final long NOW = System.currentTimeMillis();

  private static final LogPosition SOMEWHERE = new LogPosition("AAAAAAAAAAAAAAAAAAAAAA", 0, 1L);

  private Records() {}

  public static NodeProfile profile(String node, String zone) {
    return NodeProfile.newBuilder()
        .setNode(node)
        .setPool("inference")
        .setZone(zone)
        .setCapacity(Map.of("cpu", 4.0, "memory", 17179869184.0))
        .setIncarnation(7)
        .setBootId("boot")
        .setAgentVersion("0.1.0")
        .build();
  }

  public static NodeStatus status(String node, NodeState state) {
    return NodeStatus.newBuilder()
        .setNode(node)
        .setPool("inference")
        .setIncarnation(7)
        .setBootId("boot")
        .setState(state)
        .setCause(state == NodeState.ALIVE ? StatusCause.JOINED : StatusCause.SILENT)
        .setMode(HeartbeatMode.NORMAL)
        .setDecidedAt(SOMEWHERE)
        .setSilenceMillis(6_100)
        .setDeadlineMillis(state == NodeState.ALIVE ? 0 : 6_000)
        .setObservedMillis(100_000)
        .setDecidedAtMillis(NOW - 41_000)
        .setHeardAtMillis(NOW - 47_000)
        .setSequence(88)
        .setIntervalMillis(1_000)
        .setLeaseMillis(25_000)
        .build();
  }

  public static Placement placement(String workload, String node) {
    return Placement.newBuilder()
        .setWorkload(workload)
        .setPool("inference")
        .setPhase(PlacementPhase.RUNNING)
        .setNode(node)
        .setIncarnation(7L)
        .setEpoch(12)
        .setSinceMillis(NOW - 30_000)
        .setDecidedAt(SOMEWHERE)
        .setWhy("least utilisation")
        .build();
  }

  public static Decision decision(
      String id, DecisionKind kind, String workload, String node, String reason) {
    return Decision.newBuilder()
        .setId(id)
        .setPool("inference")
        .setKind(kind)
        .setTrigger(SOMEWHERE)
        .setIndex(0)
        .setTriggeredBy("node " + node + " is DEAD")
        .setDecidedAtMillis(NOW - 40_000)
        .setWorkload(workload)
        .setNode(node)
        .setChosen("n2")
        .setEpoch(12L)
        .setCandidates(
            List.of(new Candidate("n2", 0.25, null), new Candidate("n3", null, "NO_CAPACITY")))
        .setReason(reason)
        .setWhy("n2 has the least utilisation afterwards")
        .setPolicyVersion(0)
        .build();
  }

  public static Command command(String workload, String node) {
    return Command.newBuilder()
        .setId("0-5-0")
        .setDecision("0-5-0")
        .setPool("inference")
        .setCause(CommandCause.FAILOVER)
        .setAction(CommandAction.START)
        .setNode(node)
        .setIncarnation(7)
        .setWorkload(workload)
        .setEpoch(12)
        .setFrom("n2")
        .setTo(node)
        .setDecidedAt(SOMEWHERE)
        .setWhy("n2 is DEAD")
        .build();
  }

  public static CommandResult started(String workload, String node) {
    return CommandResult.newBuilder()
        .setNode(node)
        .setPool("inference")
        .setIncarnation(7)
        .setWorkload(workload)
        .setEpoch(12)
        .setResult(ResultKind.STARTED)
        .setAtMillis(NOW)
        .build();
  }

  public static LoadBalance window(String pool) {
    return LoadBalance.newBuilder()
        .setPool(pool)
        .setWindow(17)
        .setWindowMillis(10_000)
        .setClosedAt(SOMEWHERE)
        .setClosedAtMillis(NOW)
        .setDegree(0.5)
        .setResource("cpu")
        .setResources(List.of(balance("cpu", 0.4, 0.8), balance("memory", 0.2, 0.25)))
        .setReported(2)
        .setUnknown(List.of())
        .setAsksForPlan(true)
        .build();
  }

  private static ResourceBalance balance(String resource, double average, double maximum) {
    return ResourceBalance.newBuilder()
        .setResource(resource)
        .setAverage(average)
        .setMaximum(maximum)
        .setDegree(average / maximum)
        .setHottest(List.of(new NodeLoad("n1", maximum)))
        .setCoolest(List.of(new NodeLoad("n2", 2 * average - maximum)))
        .build();
  }
}
