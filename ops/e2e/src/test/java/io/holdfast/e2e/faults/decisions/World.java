package io.holdfast.e2e.faults.decisions;

import io.holdfast.e2e.faults.decisions.Apps.App;
import io.holdfast.e2e.faults.decisions.Fleet.Return;
import io.holdfast.records.BalancePolicy;
import io.holdfast.records.Detector;
import io.holdfast.records.Fencing;
import io.holdfast.records.GuardPolicy;
import io.holdfast.records.LivenessPolicy;
import io.holdfast.records.MoveOrder;
import io.holdfast.records.NodeState;
import io.holdfast.records.Operation;
import io.holdfast.records.OperationKind;
import io.holdfast.records.PlacementStrategy;
import io.holdfast.records.PoolMode;
import io.holdfast.records.PoolPolicy;
import io.holdfast.records.WorkloadSpec;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.Sandbox;
import io.holdfast.sandbox.SandboxPlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/** One installation: a broker, the two apps, a fleet, its workloads, and a view of it all. */
final class World implements AutoCloseable {

  /** Longer than the deadlines, the graces after an observer's fault and a busy machine need. */
  static final Duration BOUND = Duration.ofSeconds(90);

  private static final int NODES = 12;
  private static final int ZONES = 3;
  private static final int WORKLOADS = 24;

  private final Sandbox sandbox;
  private final Wire wire;
  private final Fleet fleet;
  private final View view;
  private final Apps apps;
  private final TreeSet<String> workloads = new TreeSet<>();
  private long policyVersion;
  private int operations;

  World() {
    sandbox = Sandbox.start(SandboxPlan.of(Part.BROKER, Part.REGISTRY).withBrokerProcess());
    String prefix = "faults.";
    wire = new Wire(sandbox.bootstrapServers(), sandbox.registryUrl(), prefix);
    policy(PoolMode.ACT, PlacementStrategy.BALANCE);
    apps = new Apps(sandbox, prefix);
    apps.start(App.HEALTH);
    apps.start(App.DISPATCHER);
    fleet = new Fleet(wire, NODES, ZONES);
    view = new View(wire, fleet);
    for (int i = 0; i < WORKLOADS; i++) {
      declare(String.format("w%02d", i), i % 4 == 0 ? Fencing.LEASE : Fencing.NONE);
    }
    allIsWell();
  }

  Sandbox sandbox() {
    return sandbox;
  }

  Wire wire() {
    return wire;
  }

  Fleet fleet() {
    return fleet;
  }

  View view() {
    return view;
  }

  Apps apps() {
    return apps;
  }

  TreeSet<String> workloads() {
    return workloads;
  }

  void declare(String id, Fencing fencing) {
    workloads.add(id);
    wire.say(
        wire.topics().workloads(),
        id,
        WorkloadSpec.newBuilder()
            .setWorkload(id)
            .setPool(Fleet.POOL)
            .setVersion(1)
            .setProgram("serve")
            .setDemand(Map.of("cpu", 0.5))
            .setGroup(id.startsWith("w") ? "g" + id.charAt(2) : "")
            .setFencing(fencing)
            .setMove(MoveOrder.START_FIRST)
            .build());
  }

  void policy(PoolMode mode, PlacementStrategy strategy) {
    wire.say(
        wire.topics().policies(),
        Fleet.POOL,
        PoolPolicy.newBuilder()
            .setPool(Fleet.POOL)
            .setVersion(++policyVersion)
            .setMode(mode)
            .setStrategy(strategy)
            .setLiveness(new LivenessPolicy(Detector.FIXED, 3_000, 6_000, 18_000))
            .setBalance(new BalancePolicy(0.7, 0.3, 2, 0.05, 60_000L, 4, 2))
            .setGuards(new GuardPolicy(0.3, 4, 15_000L, 0.8, 600, 5_000L, null))
            .setReason("faults")
            .setBy("faults")
            .build());
  }

  void operate(OperationKind kind, String node, String workload) {
    wire.say(
        wire.topics().operations(),
        Fleet.POOL,
        Operation.newBuilder()
            .setId("o" + ++operations)
            .setPool(Fleet.POOL)
            .setKind(kind)
            .setNode(node)
            .setWorkload(workload)
            .setReason("faults")
            .setBy("faults")
            .build());
  }

  /** A moment of no certain length. */
  void pause(Random random) {
    pause(Duration.ofMillis(random.nextInt(2_000)));
  }

  void pause(Duration howLong) {
    view.read(howLong);
  }

  /** Everything runs, once, or is held in words. */
  void nothingIsLost() {
    view.await(BOUND, () -> view.astray(workloads).isEmpty(), () -> "" + view.astray(workloads));
  }

  /** Brings every node back, and waits until everything runs. */
  void allIsWell() {
    List<String> away = fleet.away();
    for (String node : away) {
      fleet.bringBack(node, node.equals(away.get(0)) ? Return.REBOOTED : Return.SAME_BOOT);
    }
    policy(PoolMode.ACT, PlacementStrategy.BALANCE);
    view.await(BOUND, this::areAllAlive, () -> "" + view.statuses());
    operate(OperationKind.BREAKER_REPLAY, null, null);
    view.await(BOUND, () -> view.idle(workloads).isEmpty(), () -> "" + view.idle(workloads));
  }

  private boolean areAllAlive() {
    return fleet.well().size() == NODES && fleet.well().stream().allMatch(this::isAlive);
  }

  private boolean isAlive(String node) {
    var status = view.statuses().get(node);
    return status != null
        && status.getState() == NodeState.ALIVE
        && status.getIncarnation() == fleet.incarnation(node);
  }

  @Override
  public void close() throws Exception {
    view.close();
    fleet.close();
    apps.close();
    wire.close();
    sandbox.close();
  }
}
