package io.holdfast.dispatcher.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.dispatcher.domain.state.Grant.Stage;
import io.holdfast.records.CommandAction;
import io.holdfast.records.Decision;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.Fencing;
import io.holdfast.records.NodeState;
import io.holdfast.records.OperationKind;
import io.holdfast.records.PlacementPhase;
import io.holdfast.records.ResultKind;
import io.holdfast.records.ResultReason;
import io.holdfast.records.StatusCause;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Leased workloads move on proof alone. */
class LeaseTest {

  private final World world = leased(new World().nodes(5, 2), 10).pass(5_000);
  private final SortedMap<String, String> before = world.placed();
  private final String node = before.get("w00");

  private static World leased(World world, int count) {
    for (String id : Records.names("w", count)) {
      world.workload(Records.workload(id, 0.2).setFencing(Fencing.LEASE).build());
    }
    return world;
  }

  @Test
  void theWorkOfADeadNodeStaysUntilItsIncarnationIsEnded() {
    world.kill(node).pass(60_000);

    assertThat(world.placed()).isEqualTo(before);
    assertThat(holds("LEASE_NOT_OVER")).hasSize(2);

    world.status(node, NodeState.ENDED);

    assertThat(world.placed()).hasSize(10).doesNotContainValue(node);
  }

  @Test
  void aDeadNodesWorkThatWasReportedStoppedMovesAtOnce() {
    for (String id : world.pool().onNode(node)) {
      world.result(node, id, ResultKind.STOPPED, ResultReason.LEASE_OVER);
    }
    assertThat(world.placed()).isEqualTo(before);
    assertThat(world.pool().workload("w00").phase()).isEqualTo(PlacementPhase.PENDING);

    world.kill(node);

    assertThat(world.placed()).hasSize(10).doesNotContainValue(node);
  }

  @Test
  void aNodeThatCameBackWithoutProofWaitsForTheEndOfItsPredecessor() {
    world.restart(node).pass(60_000);

    assertThat(world.agent(node).running).isEmpty();
    assertThat(holds("LEASE_NOT_OVER")).hasSize(2);

    world.status(node, 1, NodeState.ENDED, StatusCause.LEASE_OVER);

    assertThat(world.placed()).isEqualTo(before);
    assertThat(world.agent(node).running).hasSize(2);
  }

  @Test
  void whatASuccessorSaysItStoppedIsProof() {
    for (String id : world.pool().onNode(node)) {
      world.resultOf(2, node, id, ResultKind.STOPPED, ResultReason.NONE);
    }

    world.restart(node).pass(1_000);

    assertThat(world.placed()).isEqualTo(before);
    assertThat(world.agent(node).running).hasSize(2);
  }

  @Test
  void whatASuccessorRefusesProvesNothing() {
    for (String id : world.pool().onNode(node)) {
      world.resultOf(2, node, id, ResultKind.REFUSED, ResultReason.WRONG_INCARNATION);
    }

    world.kill(node).pass(60_000);

    assertThat(world.placed()).isEqualTo(before);
    assertThat(world.pool().workload("w00").newest()).hasValueSatisfying(g -> isNotOver(g.stage()));
  }

  @Test
  void aRefusalOfWhatSomebodyElseWroteProvesNothing() {
    for (String id : world.pool().onNode(node)) {
      world.resultOf(1, node, id, ResultKind.REFUSED, ResultReason.UNAUTHENTIC);
    }
    world.pass(60_000);

    assertThat(world.placed()).isEqualTo(before);
    assertThat(world.pool().workload("w00").newest()).hasValueSatisfying(g -> isNotOver(g.stage()));
  }

  private static void isNotOver(Stage stage) {
    assertThat(stage).isEqualTo(Stage.RUNNING);
  }

  @Test
  void twoIncarnationsThatBeatAtOnceMoveNothing() {
    world.restart(node);
    world.status(node, 2, NodeState.SUSPECT, StatusCause.CONFLICT);
    world.status(node, 1, NodeState.ENDED, StatusCause.LEASE_OVER);
    move("w00");
    world.pass(60_000);

    assertThat(world.placed()).isEqualTo(before);
    assertThat(holds("IN_CONFLICT")).hasSize(2);

    world.status(node, 2, NodeState.ALIVE, StatusCause.HEARD);

    assertThat(world.agent(node).running).hasSize(2);
  }

  @Test
  void aFleetWhoseLeasesLapsedRunsAgainWhatItRanAndTripsNothing() {
    List<String> nodes = List.copyOf(world.agents().keySet());
    for (String each : nodes) {
      for (String id : world.pool().onNode(each)) {
        world.result(each, id, ResultKind.STOPPED, ResultReason.LEASE_OVER);
      }
    }
    for (String each : nodes) {
      world.status(each, 1, NodeState.ENDED, StatusCause.SUCCEEDED);
      world.restart(each);
    }
    world.pass(1_000);

    assertThat(world.placed()).isEqualTo(before);
    assertThat(world.running()).hasSize(10);
    assertThat(world.decisions(DecisionKind.HOLD)).isEmpty();
    assertThat(world.decisions(DecisionKind.BREAKER)).isEmpty();
  }

  @Test
  void aMoveStartsOnlyWhenTheSourceHasStopped() {
    world.agentsFallSilent();
    move("w00");
    world.pass(300_000);
    assertThat(world.pool().workload("w00").grants())
        .singleElement()
        .satisfies(g -> assertThat(g.stage()).isEqualTo(Stage.STOPPING));
    int starts = world.commands(CommandAction.START).size();

    world.result(node, "w00", ResultKind.STOPPED, ResultReason.NONE);

    assertThat(world.commands(CommandAction.START)).hasSize(starts + 1);
    assertThat(world.placed().get("w00")).isNotEqualTo(node);
  }

  @Test
  void aMoveWhoseSourceDiesGoesOnWhenItsIncarnationIsEnded() {
    world.agentsFallSilent();
    move("w00");
    world.kill(node).pass(60_000);
    assertThat(world.placed()).doesNotContainKey("w00");

    world.status(node, NodeState.ENDED);

    assertThat(world.placed()).containsKey("w00").doesNotContainValue(node);
  }

  @Test
  void whatFailedIsStartedElsewhereOnlyAfterItStopped() {
    world.agentsFallSilent();
    world.result(node, "w00", ResultKind.FAILED, ResultReason.UNHEALTHY).pass(60_000);
    assertThat(world.placed()).doesNotContainKey("w00");

    world.result(node, "w00", ResultKind.STOPPED, ResultReason.UNHEALTHY).pass(500);

    assertThat(world.placed().get("w00")).isNotNull().isNotEqualTo(node);
  }

  @Test
  void whatIsRemovedWhileItsNodeIsDeadIsRememberedUntilItIsOver() {
    world.kill(node);
    world.workload(
        Records.workload("w00", 0.2)
            .setFencing(Fencing.LEASE)
            .setVersion(2)
            .setRemoved(true)
            .build());
    assertThat(world.pool().workload("w00").grants()).hasSize(1);

    world.status(node, NodeState.ENDED);

    assertThat(world.pool().workload("w00")).isNull();
  }

  @Test
  void whatComesBackBeforeItsEndIsKept() {
    world.kill(node).pass(10_000).hear(node).pass(1_000);

    assertThat(world.placed()).isEqualTo(before);
    assertThat(new TreeMap<>(world.running()).keySet()).isEqualTo(before.keySet());
  }

  private void move(String workload) {
    world.say(
        "operations",
        Records.operation("m-" + workload, OperationKind.MOVE).setWorkload(workload).build());
  }

  private List<Decision> holds(String reason) {
    return world.decisions(DecisionKind.HOLD).stream()
        .filter(d -> d.getReason().equals(reason))
        .toList();
  }
}
