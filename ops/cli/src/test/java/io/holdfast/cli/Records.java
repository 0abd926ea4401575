package io.holdfast.cli;

import io.holdfast.records.Candidate;
import io.holdfast.records.Decision;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.records.LogPosition;
import io.holdfast.records.NodeProfile;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Placement;
import io.holdfast.records.PlacementPhase;
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

  public static Decision decision(String id, DecisionKind kind, String workload, String node) {
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
        .setReason("LEAST_UTILISATION")
        .setWhy("n2 has the least utilisation afterwards")
        .setPolicyVersion(0)
        .build();
  }
}
