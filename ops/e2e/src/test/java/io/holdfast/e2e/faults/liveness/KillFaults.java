package io.holdfast.e2e.faults.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.e2e.faults.Rounds;
import io.holdfast.e2e.faults.liveness.KillPoint.Place;
import io.holdfast.health.cluster.Cluster;
import io.holdfast.health.cluster.Fleet;
import io.holdfast.health.cluster.Fleet.Life;
import io.holdfast.health.cluster.Verdicts;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.SandboxExtension;
import io.holdfast.sandbox.SandboxPlan;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two instances, of which one or both are killed in every round, at random moments or at a named
 * place, while nodes die and return: one log, one sequence of verdicts.
 */
class KillFaults {

  private static final int NODES = 240;
  private static final int LEAST_BEATING = 150;

  @RegisterExtension
  static final SandboxExtension sandbox =
      SandboxExtension.ofItsOwn(SandboxPlan.of(Part.BROKER, Part.REGISTRY).withBrokerProcess());

  @TempDir Path directory;

  @Test
  void killedAnywhereNoVerdictIsLostAndNoneInvented() {
    var cluster =
        new Cluster(sandbox.bootstrapServers(), sandbox.registryUrl(), "kills.", directory);
    try (var fleet = new Fleet(cluster, NODES);
        var verdicts = new Verdicts(cluster);
        var pair = new Pair(cluster)) {
      pair.startMissing();
      fleet.nodes().forEach(node -> verdicts.awaitState(node, NodeState.ALIVE));

      Rounds.orUsual(50)
          .play("liveness.kills", seed -> round(seed, new Random(seed), fleet, verdicts, pair));

      pair.startMissing();
      awaitTruth(fleet, verdicts);
      verdicts.awaitAllJudged();
      assertThat(lives(verdicts.deaths())).isEqualTo(fleet.killed());
      int compared = verdicts.assertEqualToOfflineFold("after all kills");
      System.out.printf(
          "liveness.kills: %s; %d nodes killed, %d verdicts equal to the offline fold, %d of them"
              + " published twice with the same identity and content%n",
          pair.story(), fleet.killed().size(), compared, twice(verdicts.published()));
    }
  }

  private static void round(long seed, Random random, Fleet fleet, Verdicts verdicts, Pair pair)
      throws InterruptedException {
    killSome(fleet, random);
    restartOne(fleet, verdicts.refresh(), random);
    if (seed % 2 == 0) {
      Place[] places = Place.values();
      pair.killAt(places[(int) (seed / 2 % places.length)], random);
    } else {
      pair.startMissing();
      TimeUnit.MILLISECONDS.sleep(random.nextInt(6_000));
      pair.killSome(random);
    }
  }

  private static void killSome(Fleet fleet, Random random) {
    for (int i = random.nextInt(3); i >= 0; i--) {
      List<String> beating = fleet.beating();
      if (beating.size() > LEAST_BEATING) {
        fleet.kill(beating.get(random.nextInt(beating.size())));
      }
    }
  }

  private static void restartOne(Fleet fleet, Verdicts verdicts, Random random) {
    List<String> dead =
        fleet.nodes().stream()
            .filter(node -> !fleet.beating().contains(node))
            .filter(node -> verdicts.newest(node).orElseThrow().getState() == NodeState.DEAD)
            .toList();
    if (!dead.isEmpty()) {
      fleet.restart(dead.get(random.nextInt(dead.size())));
    }
  }

  private static void awaitTruth(Fleet fleet, Verdicts verdicts) {
    List<String> beating = fleet.beating();
    for (String node : fleet.nodes()) {
      boolean alive = beating.contains(node);
      verdicts.await(
          node + (alive ? " is ALIVE" : " is DEAD or ENDED"),
          () -> {
            NodeState state = verdicts.newest(node).orElseThrow().getState();
            return alive
                ? state == NodeState.ALIVE
                : state == NodeState.DEAD || state == NodeState.ENDED;
          });
    }
  }

  private static Set<Life> lives(List<NodeStatus> statuses) {
    return statuses.stream()
        .map(status -> new Life(status.getNode(), status.getIncarnation()))
        .collect(Collectors.toSet());
  }

  /** Counts the verdicts said more than once, and checks that they are the same verdict. */
  private static int twice(List<NodeStatus> published) {
    Map<List<Object>, List<Object>> byIdentity = new HashMap<>();
    int again = 0;
    for (NodeStatus status : published) {
      List<Object> identity =
          List.of(
              status.getDecidedAt(), status.getNode(), status.getIncarnation(), status.getState());
      List<Object> content =
          List.of(
              status.getCause(),
              status.getSilenceMillis(),
              status.getDeadlineMillis(),
              status.getObservedMillis(),
              status.getDecidedAtMillis());
      List<Object> before = byIdentity.putIfAbsent(identity, content);
      if (before != null) {
        assertThat(content).as("said again: %s", status).isEqualTo(before);
        again++;
      }
    }
    return again;
  }
}
