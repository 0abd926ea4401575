package io.holdfast.e2e.faults.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.e2e.faults.decisions.Apps.Answer;
import io.holdfast.e2e.faults.decisions.Apps.App;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.NodeState;
import io.holdfast.schemas.Topic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What can be done with the topics of an installation afterwards. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AfterwardsFaults {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static World world;

  @TempDir private Path directory;

  @BeforeAll
  static void aNodeDiesAndComesBack() {
    world = new World();
    // What is leased there would move at the end of the lease, whatever a policy says.
    String node =
        world.fleet().well().stream()
            .filter(id -> !world.fleet().runsLeased(id))
            .findFirst()
            .orElseThrow();
    world.fleet().cutOff(node);
    world
        .view()
        .await(
            PATIENCE,
            () ->
                world.view().verdicts().stream()
                    .anyMatch(v -> v.getNode().equals(node) && v.getState() == NodeState.DEAD),
            () -> node + " is not DEAD");
    // On a busy machine the verdict comes late, and is held until health-stream has caught up.
    world
        .view()
        .await(
            PATIENCE,
            () ->
                world.view().decisions().stream()
                    .anyMatch(
                        d -> d.getKind() == DecisionKind.FAILOVER && node.equals(d.getNode())),
            () -> "nothing of " + node + " is failed over");
    world.nothingIsLost();
    world.allIsWell();
    world.view().read(Duration.ofSeconds(4));
  }

  @AfterAll
  static void end() throws Exception {
    world.close();
  }

  @Test
  @Order(1)
  void anotherPolicyIsShownBesideWhatWasDecided() throws Exception {
    Path policy =
        Files.writeString(
            directory.resolve("patient.yaml"),
            """
            pool: pool
            liveness:
              suspect-after: 30s
              dead-after: 60s
              correlated-dead-after: 120s
            """);

    Answer answer = world.apps().holdfast("replay", "--to", "3s", "--policy", policy.toString());

    assertThat(answer.out()).startsWith("identical:").contains("with patient.yaml");
    assertThat(answer.out()).containsPattern("deaths +1 +0").containsPattern("failovers +[1-9] +0");
    assertThat(answer.exitCode()).isZero();
  }

  @Test
  @Order(2)
  void aResetStateIsTheSameAndNothingMoves() {
    Map<String, Long> epochs = epochs();
    world.apps().kill(App.DISPATCHER);

    // A killed instance is a member of its group until its session ends.
    world
        .view()
        .await(
            PATIENCE,
            () -> world.apps().holdfast("reset", "dispatcher-stream").exitCode() == 0,
            () -> "the reset is refused");
    world.apps().start(App.DISPATCHER);
    world.declare("after-reset", io.holdfast.records.Fencing.NONE);
    world.allIsWell();

    assertThat(epochs()).containsAllEntriesOf(epochs);
    world.view().read(Duration.ofSeconds(4));
    assertThat(world.apps().holdfast("replay", "--to", "3s").out()).startsWith("identical:");
  }

  private static Map<String, Long> epochs() {
    var epochs = new TreeMap<String, Long>();
    world.view().placements().forEach((id, p) -> epochs.put(id, p.getEpoch()));
    return epochs;
  }

  @Test
  @Order(3)
  void theReplayNamesARecordThatWasAlteredOnDisk() throws Exception {
    world.apps().kill(App.DISPATCHER);
    world.apps().kill(App.HEALTH);
    var topic = world.wire().topics().workloads();
    int partition = topic.partitionOf("w07", topic.partitions());
    world.sandbox().broker().stop();

    // In Avro a text follows its length: \b is twice the 4 of "pool".
    long offset = segment(topic, partition).alter("w07\bpool", "w07\bpoor");
    world.sandbox().broker().start();

    Answer after = world.apps().holdfast("replay", "--to", "0s");
    assertThat(after.exitCode()).isEqualTo(1);
    assertThat(after.out())
        .contains("INPUT_ALTERED workloads partition " + partition + " offset " + offset);
  }

  private static SegmentFile segment(Topic<?, ?> topic, int partition) {
    Path data = world.sandbox().directory().resolve("kafka").resolve("node-1");
    return new SegmentFile(
        data.resolve(topic.name() + "-" + partition).resolve("00000000000000000000.log"));
  }
}
