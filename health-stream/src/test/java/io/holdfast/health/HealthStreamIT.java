package io.holdfast.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.health.cluster.Cluster;
import io.holdfast.health.cluster.Fleet;
import io.holdfast.health.cluster.Verdicts;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.sandbox.ChildCommand;
import io.holdfast.sandbox.ChildProcess;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.SandboxExtension;
import io.holdfast.sandbox.SandboxPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The process against a real broker: one fleet, through both kinds of faults it is made for. */
class HealthStreamIT {

  @RegisterExtension
  static final SandboxExtension sandbox =
      SandboxExtension.ofItsOwn(SandboxPlan.of(Part.BROKER, Part.REGISTRY).withBrokerProcess());

  @TempDir Path directory;

  @Test
  void killedAnywhereAndWithoutItsBrokerForAWhileItFindsTheDeadAndNobodyElse()
      throws InterruptedException {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    var cluster = new Cluster(sandbox.bootstrapServers(), sandbox.registryUrl(), "it.", directory);
    try (var fleet = new Fleet(cluster, 20);
        var verdicts = new Verdicts(cluster)) {
      ChildProcess health = start(cluster);
      verdicts.awaitState("n0000", NodeState.ALIVE);

      // When it is killed again and again, and a node dies each time
      for (int round = 0; round < 3; round++) {
        verdicts.awaitObserved(Duration.ofMillis(random.nextInt(3_000)));
        fleet.kill("n%04d".formatted(1 + round));
        health.kill();
        health = start(cluster);
        verdicts.awaitObserved(Duration.ofSeconds(1));
      }
      verdicts.awaitState("n0003", NodeState.DEAD);
      fleet.revive("n0003");
      verdicts.awaitState("n0003", NodeState.ALIVE);

      // When the broker stands still for longer than any deadline
      sandbox.brokerProcess().suspend();
      TimeUnit.SECONDS.sleep(8); // the fault itself, not a wait for its effect
      sandbox.brokerProcess().resume();
      fleet.kill("n0007");
      verdicts.awaitState("n0007", NodeState.DEAD);

      health.kill();
      assertThat(verdicts.deaths())
          .as("seed %d", seed)
          .extracting(NodeStatus::getNode)
          .containsOnly("n0001", "n0002", "n0003", "n0007");
      verdicts.assertEqualToOfflineFold("seed " + seed);
    }
  }

  private static ChildProcess start(Cluster cluster) {
    ChildCommand health =
        ChildProcess.java(Main.class.getName())
            .jvmOptions("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    return cluster.start(
        health, "health", "streams.checkpoint-interval=1s", "streams.commit-interval=300ms");
  }
}
