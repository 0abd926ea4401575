package io.holdfast.dispatcher.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.records.CommandAction;
import io.holdfast.records.CommandCause;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.NodeState;
import io.holdfast.records.OperationKind;
import io.holdfast.records.PlacementPhase;
import io.holdfast.records.ResultKind;
import io.holdfast.records.ResultReason;
import io.holdfast.records.StatusCause;
import org.junit.jupiter.api.Test;

class FailoverTest {

  private final World world = new World().workloads(15, 0.2).nodes(5, 2).pass(5_000);

  @Test
  void workloadsOfADeadNodeRunElsewhereWithoutWaitingForTimeToPass() {
    // When
    world.kill("n02");

    // Then
    assertThat(world.placed()).hasSize(15).doesNotContainValue("n02");
    assertThat(world.decisions(DecisionKind.FAILOVER)).hasSize(3);
    assertThat(
            world.commands(CommandAction.START).stream()
                .filter(c -> c.getCause() == CommandCause.FAILOVER))
        .hasSize(3)
        .allSatisfy(c -> assertThat(c.getFrom()).isEqualTo("n02"));
    assertThat(world.newestAssignment("n02"))
        .hasValueSatisfying(a -> assertThat(a.getWorkloads()).isEmpty());
  }

  @Test
  void aNodeThatComesBackAsANewIncarnationRunsNothingStaleAndIsNotStampeded() {
    world.kill("n02").pass(1_000);

    world.restart("n02").pass(10_000);

    assertThat(world.agent("n02").running).isEmpty();
    assertThat(world.newestAssignment("n02"))
        .hasValueSatisfying(
            a -> {
              assertThat(a.getIncarnation()).isEqualTo(2);
              assertThat(a.getWorkloads()).isEmpty();
            });
    assertThat(world.decisions(DecisionKind.REBALANCE)).isEmpty();
  }

  @Test
  void aNodeHeardAgainInTheSameIncarnationStopsWhatWasTakenFromIt() {
    world.kill("n02");

    world.hear("n02");

    assertThat(world.agent("n02").running).isEmpty();
  }

  @Test
  void anAgentThatRestartsBeforeItWasMissedGetsItsOwnWorkAgain() {
    var before = world.placed();

    world.restart("n02").pass(1_000);

    assertThat(world.placed()).isEqualTo(before);
    assertThat(world.agent("n02").running).hasSize(3);
    assertThat(world.decisions(DecisionKind.FAILOVER))
        .hasSize(3)
        .allSatisfy(d -> assertThat(d.getReason()).isEqualTo("NODE_RESTARTED"));
  }

  @Test
  void whatASuccessorSaysBeforeItsVerdictMovesNothing() {
    var before = world.placed();
    String workload = world.pool().onNode("n02").first();
    long epoch = world.pool().workload(workload).newestEpoch();

    world.say(
        "command-results",
        Records.result("n02", 2, workload, epoch, ResultKind.STOPPED, ResultReason.NONE));
    var ended = Records.status("n02", 1, NodeState.ENDED, 700, 1_000_000);
    ended.setCause(StatusCause.SUCCEEDED);
    world.say("node-status", ended);
    assertThat(world.decisions(DecisionKind.FAILOVER)).isEmpty();
    world.restart("n02").pass(1_000);

    assertThat(world.placed()).isEqualTo(before);
    assertThat(world.agent("n02").running).hasSize(3);
    assertThat(world.pool().breaker().deaths()).isEmpty();
  }

  @Test
  void aRepeatedStatusBringsNothing() {
    world.kill("n02");
    int effects = world.effects().size();

    world.say("node-status", Records.status("n02", 1, NodeState.DEAD, 5, 1_000_000));

    assertThat(world.effects()).hasSize(effects);
  }

  @Test
  void anOrderlyGoodbyeHandsWorkOver() {
    for (String id : world.pool().onNode("n01")) {
      world.result("n01", id, ResultKind.STOPPED, ResultReason.SHUTDOWN);
    }
    world.status("n01", NodeState.LEFT);

    assertThat(world.placed()).hasSize(15).doesNotContainValue("n01");
  }

  @Test
  void aSourceLostDuringAMoveLeavesTheTargetToGoOn() {
    world.agentsFallSilent();
    world.say("operations", Records.operation("m1", OperationKind.MOVE).setWorkload("w00").build());
    String from = world.pool().workload("w00").active().get(0).node();
    String to = world.pool().workload("w00").active().get(1).node();

    world.kill(from);

    assertThat(world.placed()).containsEntry("w00", to);
    assertThat(world.pool().workload("w00").active()).hasSize(1);
  }

  @Test
  void aTargetLostDuringAMoveLeavesTheWorkloadWhereItRuns() {
    world.agentsFallSilent();
    world.say("operations", Records.operation("m1", OperationKind.MOVE).setWorkload("w00").build());
    String from = world.pool().workload("w00").active().get(0).node();
    String to = world.pool().workload("w00").active().get(1).node();

    world.kill(to);

    assertThat(world.pool().workload("w00").phase()).isEqualTo(PlacementPhase.RUNNING);
    assertThat(world.placed()).containsEntry("w00", from);
  }
}
