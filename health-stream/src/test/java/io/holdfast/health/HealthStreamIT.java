package io.holdfast.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Progress;
import io.holdfast.sandbox.ChildProcess;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.SandboxExtension;
import io.holdfast.sandbox.SandboxPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The process against a real broker, under the faults it is made for. */
class HealthStreamIT {

  @RegisterExtension
  static final SandboxExtension sandbox =
      SandboxExtension.ofItsOwn(SandboxPlan.of(Part.BROKER, Part.REGISTRY).withBrokerProcess());

  @TempDir Path directory;

  @Test
  void killedAnywhereItGoesOnAsIfNothingHadHappened() throws InterruptedException {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    var cluster = new Cluster(sandbox, "killed.", directory);
    try (var fleet = new Fleet(cluster, 20)) {
      String[] often = {"streams.checkpoint-interval=1s", "streams.commit-interval=300ms"};
      ChildProcess health = cluster.startHealthStream("health", often);
      awaitState(cluster, "n00", NodeState.ALIVE);
      fleet.kill("n01");
      awaitState(cluster, "n01", NodeState.DEAD);
      fleet.revive("n01");
      for (int round = 0; round < 4; round++) {
        TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(4_000));
        fleet.kill("n%02d".formatted(2 + round));
        health.kill();
        long began = System.nanoTime();
        Map<Integer, Progress> before = cluster.progress();
        health = cluster.startHealthStream("health", often);
        awaitProgressBeyond(cluster, before);
        assertThat(Duration.ofNanos(System.nanoTime() - began))
            .as("seed %d, verdicts flow again", seed)
            .isLessThan(Duration.ofSeconds(15));
      }
      awaitState(cluster, "n01", NodeState.ALIVE);
      awaitState(cluster, "n05", NodeState.DEAD);
      health.kill();
    }
    assertLiveEqualsOffline(cluster, seed);
  }

  @Test
  void aBrokerThatStoodStillFor20SecondsKillsNobody() throws InterruptedException {
    var cluster = new Cluster(sandbox, "stood.", directory);
    try (var fleet = new Fleet(cluster, 20);
        var health = cluster.startHealthStream("health")) {
      awaitState(cluster, "n19", NodeState.ALIVE);
      TimeUnit.SECONDS.sleep(12); // past the grace that every log begins with
      fleet.kill("n07");
      awaitState(cluster, "n07", NodeState.DEAD);

      sandbox.brokerProcess().suspend();
      TimeUnit.SECONDS.sleep(20);
      sandbox.brokerProcess().resume();

      Map<Integer, Progress> before = cluster.progress();
      awaitProgressBeyond(cluster, before);
      TimeUnit.SECONDS.sleep(20);
      fleet.kill("n08");
      awaitState(cluster, "n08", NodeState.DEAD);
      assertThat(cluster.verdicts().values().stream().flatMap(List::stream))
          .filteredOn(status -> status.getState() == NodeState.DEAD)
          .extracting(NodeStatus::getNode)
          .containsExactlyInAnyOrder("n07", "n08");
    }
  }

  private static void assertLiveEqualsOffline(Cluster cluster, long seed) {
    Map<Integer, Progress> progress = cluster.progress();
    Map<Integer, List<NodeStatus>> live = cluster.verdicts();
    for (Map.Entry<TopicPartition, Long> end :
        cluster.ends(cluster.topics.heartbeats()).entrySet()) {
      int partition = end.getKey().partition();
      long judged = progress.get(partition).getJudged().getOffset();
      List<NodeStatus> offline = cluster.folded(partition, judged);
      List<NodeStatus> published =
          live.getOrDefault(partition, List.of()).stream()
              .filter(status -> status.getDecidedAt().getOffset() <= judged)
              .toList();
      assertThat(words(published))
          .as("seed %d, partition %d up to offset %d", seed, partition, judged)
          .isEqualTo(words(offline));
    }
  }

  private static List<String> words(List<NodeStatus> statuses) {
    return statuses.stream().map(NodeStatus::toString).toList();
  }

  private static void awaitProgressBeyond(Cluster cluster, Map<Integer, Progress> before) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(300))
        .untilAsserted(
            () -> {
              Map<Integer, Progress> now = cluster.progress();
              for (var each : new TreeMap<>(before).entrySet()) {
                assertThat(now.get(each.getKey()).getJudged().getOffset())
                    .isGreaterThan(each.getValue().getJudged().getOffset());
              }
            });
  }

  private static void awaitState(Cluster cluster, String node, NodeState state) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(300))
        .untilAsserted(
            () ->
                assertThat(cluster.verdicts().values().stream().flatMap(List::stream))
                    .filteredOn(status -> status.getNode().equals(node))
                    .last()
                    .extracting(NodeStatus::getState)
                    .isEqualTo(state));
  }
}
