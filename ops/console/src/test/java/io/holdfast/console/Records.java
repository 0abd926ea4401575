package io.holdfast.console;

import io.holdfast.records.BackupEvent;
import io.holdfast.records.BackupEventKind;
import io.holdfast.records.BackupOutcome;
import io.holdfast.records.Candidate;
import io.holdfast.records.Command;
import io.holdfast.records.CommandAction;
import io.holdfast.records.CommandCause;
import io.holdfast.records.CommandResult;
import io.holdfast.records.Decision;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.Heartbeat;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.records.LoadBalance;
import io.holdfast.records.LoadSample;
import io.holdfast.records.LogPosition;
import io.holdfast.records.Manifest;
import io.holdfast.records.ManifestKind;
import io.holdfast.records.NodeLoad;
import io.holdfast.records.NodeProfile;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Operation;
import io.holdfast.records.OperationKind;
import io.holdfast.records.Placement;
import io.holdfast.records.PlacementPhase;
import io.holdfast.records.Progress;
import io.holdfast.records.ResourceBalance;
import io.holdfast.records.RestorePoint;
import io.holdfast.records.ResultKind;
import io.holdfast.records.StatusCause;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** Records as the apps would write them. */
public final class Records {

  private static final LogPosition SOMEWHERE = new LogPosition("AAAAAAAAAAAAAAAAAAAAAA", 0, 1L);
  private static final String POOL = "inference";

  private Records() {}

  public static NodeProfile profile(String node, String zone) {
    return NodeProfile.newBuilder()
        .setNode(node)
        .setPool(POOL)
        .setZone(zone)
        .setCapacity(Map.of("cpu", 32.0, "memory", 137438953472.0, "gpu", 8.0))
        .setPrograms(List.of("web", "train"))
        .setIncarnation(7)
        .setBootId("boot")
        .setHost(node + ".example")
        .setAgentVersion("0.1.0")
        .build();
  }

  public static NodeStatus status(String node, NodeState state) {
    boolean alive = state == NodeState.ALIVE;
    long now = System.currentTimeMillis();
    return NodeStatus.newBuilder()
        .setNode(node)
        .setPool(POOL)
        .setIncarnation(7)
        .setBootId("boot")
        .setState(state)
        .setCause(alive ? StatusCause.JOINED : StatusCause.SILENT)
        .setMode(HeartbeatMode.NORMAL)
        .setDecidedAt(SOMEWHERE)
        .setSilenceMillis(alive ? 0 : 6_100)
        .setDeadlineMillis(alive ? 0 : 6_000)
        .setObservedMillis(100_000)
        .setDecidedAtMillis(now)
        .setHeardAtMillis(alive ? now : now - 6_100)
        .setSequence(88)
        .setIntervalMillis(1_000)
        .setLeaseMillis(25_000)
        .build();
  }

  public static Heartbeat beat(String node, long sequence) {
    return Heartbeat.newBuilder()
        .setNode(node)
        .setPool(POOL)
        .setIncarnation(7)
        .setBootId("boot")
        .setSequence(sequence)
        .setSentAtMillis(System.currentTimeMillis())
        .setIntervalMillis(1_000)
        .setLeaseMillis(25_000)
        .build();
  }

  public static LoadSample sample(String node, double cpu) {
    return LoadSample.newBuilder()
        .setNode(node)
        .setPool(POOL)
        .setIncarnation(7)
        .setSequence(1)
        .setSampledAtMillis(System.currentTimeMillis())
        .setUtilisation(Map.of("cpu", cpu, "memory", cpu / 2, "gpu", cpu * 0.8))
        .build();
  }

  public static Placement placement(String workload, PlacementPhase phase, String node) {
    return Placement.newBuilder()
        .setWorkload(workload)
        .setPool(POOL)
        .setPhase(phase)
        .setNode(node)
        .setIncarnation(node == null ? null : 7L)
        .setEpoch(1145)
        .setSinceMillis(System.currentTimeMillis() - 30_000)
        .setDecidedAt(SOMEWHERE)
        .setWhy(
            phase == PlacementPhase.UNPLACEABLE ? "no node has room for 8 gpu" : "reported STARTED")
        .build();
  }

  public static Decision decision(
      String id, DecisionKind kind, String workload, String node, String chosen, String reason) {
    return Decision.newBuilder()
        .setId(id)
        .setPool(POOL)
        .setKind(kind)
        .setTrigger(SOMEWHERE)
        .setIndex(0)
        .setTriggeredBy("node " + node + " is DEAD")
        .setDecidedAtMillis(System.currentTimeMillis())
        .setWorkload(workload)
        .setNode(node)
        .setChosen(chosen)
        .setEpoch(1145L)
        .setCandidates(
            List.of(
                new Candidate(chosen == null ? "z1-002" : chosen, 0.25, null),
                new Candidate("z3-004", null, "NO_CAPACITY")))
        .setReason(reason)
        .setWhy(
            kind == DecisionKind.BREAKER
                ? "18 of 60 nodes died within 60 s: too many to be trusted"
                : "least utilisation afterwards, 41 % of gpu")
        .setPolicyVersion(0)
        .build();
  }

  public static Command command(String workload, String from, String to) {
    return Command.newBuilder()
        .setId("0-5-0")
        .setDecision("0-5-0")
        .setPool(POOL)
        .setCause(CommandCause.FAILOVER)
        .setAction(CommandAction.START)
        .setNode(to)
        .setIncarnation(7)
        .setWorkload(workload)
        .setEpoch(1145)
        .setFrom(from)
        .setTo(to)
        .setDecidedAt(SOMEWHERE)
        .setWhy(from + " is DEAD")
        .build();
  }

  public static CommandResult started(String workload, String node) {
    return CommandResult.newBuilder()
        .setNode(node)
        .setPool(POOL)
        .setIncarnation(7)
        .setWorkload(workload)
        .setEpoch(1145)
        .setResult(ResultKind.STARTED)
        .setAtMillis(System.currentTimeMillis())
        .build();
  }

  public static Operation operation(OperationKind kind, String node, String reason) {
    return Operation.newBuilder()
        .setId(kind + node)
        .setPool(POOL)
        .setKind(kind)
        .setNode(node)
        .setReason(reason)
        .setBy("ada")
        .build();
  }

  /** A window of {@code cpu}, closed at that time. */
  public static LoadBalance window(long number, double average, double maximum, long closedAt) {
    return LoadBalance.newBuilder()
        .setPool(POOL)
        .setWindow(number)
        .setWindowMillis(10_000)
        .setClosedAt(SOMEWHERE)
        .setClosedAtMillis(closedAt)
        .setDegree(average / maximum)
        .setResource("cpu")
        .setResources(
            List.of(balance("cpu", average, maximum), balance("gpu", average / 2, maximum / 2)))
        .setReported(60)
        .setUnknown(List.of())
        .setAsksForPlan(false)
        .build();
  }

  private static ResourceBalance balance(String resource, double average, double maximum) {
    return ResourceBalance.newBuilder()
        .setResource(resource)
        .setAverage(average)
        .setMaximum(maximum)
        .setDegree(average / maximum)
        .setHottest(List.of(new NodeLoad("z1-001", maximum), new NodeLoad("z2-003", average)))
        .setCoolest(List.of(new NodeLoad("z3-002", average / 2)))
        .build();
  }

  public static Progress progress() {
    long now = System.currentTimeMillis();
    return Progress.newBuilder()
        .setJudged(SOMEWHERE)
        .setEndOffset(2)
        .setObservedMillis(1)
        .setJudgedAtMillis(now)
        .setPublishedAtMillis(now)
        .setNodes(Map.of())
        .build();
  }

  public static Manifest manifest(
      long number, ManifestKind kind, long atMillis, List<RestorePoint> points, String reason) {
    return Manifest.newBuilder()
        .setDatabase("orders")
        .setChain("01J9Z6V4Q8")
        .setNumber(number)
        .setKind(kind)
        .setPrevious(ByteBuffer.wrap(new byte[32]))
        .setCreatedAtMicros(atMillis * 1_000)
        .setSystemId(1)
        .setTimeline(1)
        .setChangesTopicId("AAAAAAAAAAAAAAAAAAAAAA")
        .setNextOffset(number)
        .setObjects(List.of())
        .setBaseLsn(0)
        .setTransactions(1)
        .setChanges(3)
        .setFirst(null)
        .setLast(null)
        .setLastXid(740 + number)
        .setLastCommittedAtMicros(atMillis * 1_000)
        .setRestorePoints(points)
        .setReason(reason)
        .build();
  }

  public static BackupEvent backup(BackupEventKind kind, String message) {
    return BackupEvent.newBuilder()
        .setDatabase("orders")
        .setChain("01J9Z6V4Q8")
        .setKind(kind)
        .setOutcome(BackupOutcome.DONE)
        .setAtMicros(System.currentTimeMillis() * 1_000)
        .setDurationMillis(840)
        .setManifest(12)
        .setLsn(0x16B3C8D0L)
        .setObjects(3)
        .setBytes(48_300_000)
        .setTransactions(3_287)
        .setChanges(7_407)
        .setStores(List.of("a", "b"))
        .setRpoAnyMillis(910)
        .setRpoAllMillis(1_240)
        .setMessage(message)
        .build();
  }
}
