package io.holdfast.dispatcher.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.dispatcher.domain.state.Grant;
import io.holdfast.dispatcher.domain.state.NodeEntry;
import io.holdfast.dispatcher.domain.state.WorkloadEntry;
import io.holdfast.dispatcher.store.PoolSnapshot;
import io.holdfast.records.Command;
import io.holdfast.records.CommandAction;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.Fencing;
import io.holdfast.records.NodeState;
import io.holdfast.records.OperationKind;
import io.holdfast.records.PlacementPhase;
import io.holdfast.records.PlacementStrategy;
import io.holdfast.records.ResultKind;
import io.holdfast.records.ResultReason;
import io.holdfast.records.StatusCause;
import io.holdfast.schemas.snapshot.SnapshotGathering;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Generated histories: nodes die, return and are drained, workloads fail, load shifts. */
class HistoryTest {

  private static final int SEEDS = Integer.getInteger("histories", 12);
  private static final int STEPS = 120;

  @Test
  void whateverHappensTheRulesHold() {
    for (int seed = 0; seed < SEEDS; seed++) {
      World world = new History(seed).run();

      assertThat(world.replayed()).as("seed %d: a replay", seed).isEqualTo(world.effects());
      assertThat(World.replayed(withRepeatedCopies(world.log(), seed)))
          .as("seed %d: repeated copies change nothing but offsets", seed)
          .hasSameSizeAs(world.effects());
      aFoldFromASnapshotGoesOnAlike(world.log(), seed);
    }
  }

  private static void aFoldFromASnapshotGoesOnAlike(List<World.Entry> log, int seed) {
    int from = new Random(seed).nextInt(log.size());
    var whole = new Fold();
    log.subList(0, from + 1).forEach(entry -> World.accept(whole, entry));
    var gathering = new SnapshotGathering();
    Fold again =
        PoolSnapshot.of(whole, log.get(from).position().toRecord()).stream()
            .flatMap(chunk -> gathering.take(chunk).stream())
            .map(PoolSnapshot::read)
            .findFirst()
            .orElseThrow();
    for (World.Entry entry : log.subList(from + 1, log.size())) {
      assertThat(World.accept(again, entry))
          .as("seed %d: from a snapshot at %s", seed, log.get(from).position())
          .isEqualTo(World.accept(whole, entry));
    }
  }

  /** Copies of events that were taken long ago, as a funnel that was set back would append them. */
  private static List<World.Entry> withRepeatedCopies(List<World.Entry> log, int seed) {
    var random = new Random(seed);
    List<World.Entry> repeated = new ArrayList<>();
    for (int i = 0; i < log.size(); i++) {
      repeated.add(log.get(i));
      World.Entry old = log.get(random.nextInt(i + 1));
      if (old.value() instanceof io.holdfast.records.PoolEvent) {
        repeated.add(new World.Entry(log.get(i).position(), log.get(i).millis(), old.value()));
      }
    }
    return repeated;
  }

  private static final class History {

    private final int seed;
    private final Random random;
    private final World world = new World();
    private final Map<String, Long> newestEpoch = new HashMap<>();
    private final List<Map.Entry<String, Long>> silent = new ArrayList<>();
    private int checked;
    private long window;

    History(int seed) {
      this.seed = seed;
      random = new Random(seed);
    }

    World run() {
      var strategies = PlacementStrategy.values();
      world
          .say(
              "policies",
              Records.policy(1).setStrategy(strategies[seed % strategies.length]).build())
          .nodes(6, 2);
      List<String> ids = Records.names("w", 24);
      for (String id : ids) {
        boolean isLeased = ids.indexOf(id) % 3 == 0;
        world.workload(
            Records.workload(id, 0.2).setFencing(isLeased ? Fencing.LEASE : Fencing.NONE).build());
      }
      world.pass(4_000);
      for (int step = 0; step < STEPS; step++) {
        step();
        world.pass(random.nextInt(4) * 250L);
        check(step);
      }
      comeBack();
      return world;
    }

    private void step() {
      List<String> nodes = List.copyOf(world.agents().keySet());
      String node = nodes.get(random.nextInt(nodes.size()));
      List<String> workloads = List.copyOf(world.pool().workloads().keySet());
      String workload = workloads.get(random.nextInt(workloads.size()));
      switch (random.nextInt(11)) {
        case 0 -> world.kill(node);
        case 1 -> restart(node);
        case 2 -> {
          if (world.pool().node(node).liveness().state() == NodeState.DEAD) {
            world.hear(node);
          } else if (!world.agent(node).isUp) {
            world.status(node, NodeState.ENDED);
          }
        }
        case 3 -> operate(OperationKind.DRAIN, node, null);
        case 4 -> operate(OperationKind.UNDRAIN, node, null);
        case 5 -> operate(OperationKind.MOVE, null, workload);
        case 6 -> fail(workload);
        case 7 -> operate(OperationKind.BREAKER_REPLAY, null, null);
        case 8 -> {
          var use = new TreeMap<String, Double>();
          workloads.forEach(w -> use.put(w, random.nextDouble() * 0.5));
          world.window(++window, use).window(++window, use);
        }
        case 9 -> endTheSilent();
        default -> world.pass(5_000);
      }
    }

    /** A successor of the same boot ends its predecessor; of another, it is silent for a while. */
    private void restart(String node) {
      long old = world.agent(node).incarnation;
      if (random.nextBoolean()) {
        world.status(node, old, NodeState.ENDED, StatusCause.SUCCEEDED);
      } else {
        silent.add(Map.entry(node, old));
      }
      world.restart(node);
    }

    private void endTheSilent() {
      silent.forEach(
          s -> world.status(s.getKey(), s.getValue(), NodeState.ENDED, StatusCause.LEASE_OVER));
      silent.clear();
    }

    private void aLeasedWorkloadRunsOnce(String when) {
      world
          .running()
          .forEach(
              (workload, nodes) -> {
                WorkloadEntry entry = world.pool().workload(workload);
                if (entry.spec().fencing() == Fencing.LEASE) {
                  assertThat(nodes).as("%s, %s", when, entry).hasSize(1);
                }
              });
    }

    private void operate(OperationKind kind, String node, String workload) {
      world.say(
          "operations",
          Records.operation("o" + world.log().size(), kind)
              .setNode(node)
              .setWorkload(workload)
              .build());
    }

    private void fail(String workload) {
      world
          .pool()
          .workload(workload)
          .newest()
          .filter(g -> g.stage() == Grant.Stage.RUNNING)
          .filter(g -> world.agent(g.node()).isUp)
          .ifPresent(g -> world.result(g.node(), workload, ResultKind.FAILED, ResultReason.EXITED));
    }

    private void check(int step) {
      String when = "seed " + seed + ", step " + step;
      epochsGrow(when);
      aLeasedWorkloadRunsOnce(when);
      for (WorkloadEntry entry : world.pool().workloads().values()) {
        atMostTwoPlacesAndTwoOnlyWhileMoving(when, entry);
        placedOrHeldWithAWord(when, entry);
      }
      for (NodeEntry node : world.pool().nodes().values()) {
        capacityIsKept(when, node);
      }
    }

    private void epochsGrow(String when) {
      List<Command> starts = world.commands(CommandAction.START);
      for (Command start : starts.subList(checked, starts.size())) {
        Long before = newestEpoch.put(start.getWorkload(), start.getEpoch());
        assertThat(before == null || before < start.getEpoch()).as(when).isTrue();
      }
      checked = starts.size();
    }

    private void atMostTwoPlacesAndTwoOnlyWhileMoving(String when, WorkloadEntry entry) {
      int active = entry.active().size();
      assertThat(active).as("%s, %s", when, entry).isLessThanOrEqualTo(2);
      if (active == 2) {
        assertThat(entry.phase()).as("%s, %s", when, entry).isEqualTo(PlacementPhase.MOVING);
      }
    }

    private void placedOrHeldWithAWord(String when, WorkloadEntry entry) {
      boolean isPlaced = entry.active().stream().anyMatch(g -> !world.pool().isLost(g));
      boolean isBackingOff = entry.waiting() != null && entry.waiting().notBefore() > 0;
      boolean isSettling = world.pool().course().joining().isSettling();
      if (!isPlaced && !isBackingOff && !isSettling) {
        assertThat(isHeldInWords(entry)).as("%s, %s", when, entry).isTrue();
      }
    }

    private boolean isHeldInWords(WorkloadEntry entry) {
      return world.decisions().stream()
          .filter(d -> entry.workload().equals(d.getWorkload()))
          .anyMatch(
              d -> d.getKind() == DecisionKind.HOLD || d.getKind() == DecisionKind.UNPLACEABLE);
    }

    private void capacityIsKept(String when, NodeEntry node) {
      double reserved =
          world.pool().onNode(node.node()).stream()
              .map(world.pool()::workload)
              .filter(w -> w.active().stream().anyMatch(g -> g.node().equals(node.node())))
              .mapToDouble(w -> w.spec().demand().get("cpu"))
              .sum();
      assertThat(reserved).as("%s, %s", when, node).isLessThanOrEqualTo(2.0001);
    }

    /** When all nodes are well again, everything runs, once, and nothing else does. */
    private void comeBack() {
      for (String node : List.copyOf(world.agents().keySet())) {
        restart(node);
        operate(OperationKind.UNDRAIN, node, null);
      }
      endTheSilent();
      operate(OperationKind.BREAKER_REPLAY, null, null);
      world.pass(700_000);
      var running = new TreeMap<String, Integer>();
      world
          .agents()
          .values()
          .forEach(a -> a.running.keySet().forEach(w -> running.merge(w, 1, Integer::sum)));
      assertThat(running).as("seed %d, %s", seed, world.pool().workloads().values()).hasSize(24);
      assertThat(running.values()).as("seed %d", seed).containsOnly(1);
    }
  }
}
