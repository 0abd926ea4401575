package io.holdfast.e2e.faults.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.e2e.faults.Rounds;
import io.holdfast.health.cluster.Cluster;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.SandboxExtension;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Many fall silent at once, and this time they are dead. */
class SilenceFaults {

  private static final int CORRELATED_DEAD_AFTER = 18_000;

  @RegisterExtension
  static final SandboxExtension sandbox = SandboxExtension.with(Part.BROKER, Part.REGISTRY);

  @TempDir Path directory;

  @Test
  void aWholePartitionDiesThenTheWholeFleetAndAllComeBack() {
    Rounds.orUsual(1).play("liveness, whole partitions", this::round);
  }

  private void round(long seed) {
    var cluster =
        new Cluster(
            sandbox.bootstrapServers(), sandbox.registryUrl(), "silence" + seed + ".", directory);
    try (var watch = new Watch(cluster)) {
      int partition = new Random(seed).nextInt(cluster.topics().heartbeats().partitions());
      List<String> together =
          watch.fleet().nodes().stream()
              .filter(node -> partitionOf(watch, node) == partition)
              .toList();

      together.forEach(watch.fleet()::kill);
      for (String node : together) {
        assertThat(watch.awaitDeath(node).getDeadlineMillis()).isEqualTo(CORRELATED_DEAD_AFTER);
      }
      watch.assertNobodyElseDied();

      watch.fleet().beating().forEach(watch.fleet()::kill);
      watch.fleet().nodes().forEach(watch::awaitDeath);

      watch.fleet().nodes().forEach(watch.fleet()::restart);
      watch.fleet().nodes().forEach(n -> watch.verdicts().awaitState(n, NodeState.ALIVE));
      watch.assertNobodyElseDied();
      int compared = watch.assertEqualToOfflineFold("silence");
      System.out.printf(
          "liveness, whole partitions: %d nodes of partition %d, then all %d, dead by their second"
              + " deadline, and all back; %d verdicts equal to the offline fold%n",
          together.size(), partition, Watch.NODES, compared);
    }
  }

  private static int partitionOf(Watch watch, String node) {
    NodeStatus status = watch.verdicts().newest(node).orElseThrow();
    return status.getDecidedAt().getPartition();
  }
}
