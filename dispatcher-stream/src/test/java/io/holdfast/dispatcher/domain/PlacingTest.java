package io.holdfast.dispatcher.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.dispatcher.domain.state.WorkloadEntry;
import io.holdfast.records.CommandAction;
import io.holdfast.records.Decision;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.NodeState;
import io.holdfast.records.PlacementPhase;
import io.holdfast.records.ResultKind;
import io.holdfast.records.ResultReason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlacingTest {

  @Test
  void nodesThatStartTogetherShareTheFirstWorkloads() {
    // Given
    World world = new World().workloads(15, 0.2).nodes(5, 2);

    // When
    world.pass(5_000);

    // Then
    assertThat(world.counts())
        .hasSize(5)
        .allSatisfy((node, count) -> assertThat(count).isEqualTo(3));
    assertThat(world.placements().stream().filter(p -> p.getPhase() == PlacementPhase.RUNNING))
        .hasSize(15);
    assertThat(world.decisions(DecisionKind.PLACE))
        .hasSize(15)
        .allSatisfy(d -> assertThat(d.getReason()).isEqualTo("NEW"))
        .allSatisfy(d -> assertThat(d.getCandidates()).hasSize(5));
  }

  @Test
  void nothingIsPlacedWhileNodesAreStillComing() {
    World world = new World().workloads(3, 0.2).join("n0", "z0", 2).pass(1_000).join("n1", "z1", 2);

    world.pass(1_000);

    assertThat(world.placed()).isEmpty();
  }

  @Test
  void everyNodeThatJoinsIsToldWhatItShouldRunEvenIfThatIsNothing() {
    World world = new World().nodes(2, 2);

    assertThat(world.newestAssignment("n00"))
        .hasValueSatisfying(a -> assertThat(a.getWorkloads()).isEmpty());
  }

  @Test
  void aWorkloadThatFitsNowhereIsUnplaceableWithTheConstraintOfEachNode() {
    World world = new World().nodes(2, 1).workload(Records.workload("big", 4).build());

    world.pass(5_000);

    List<Decision> told = world.decisions(DecisionKind.UNPLACEABLE);
    assertThat(told).hasSize(1);
    assertThat(told.get(0).getCandidates())
        .extracting(c -> c.getNode() + " " + c.getRuledOutBy())
        .containsExactly("n00 NO_CAPACITY", "n01 NO_CAPACITY");
    assertThat(world.pool().workload("big").phase()).isEqualTo(PlacementPhase.UNPLACEABLE);
  }

  @Test
  void anUnplaceableWorkloadIsPlacedWhenANodeForItComes() {
    World world = new World().nodes(2, 1).workload(Records.workload("big", 4).build()).pass(5_000);

    world.join("large", "z9", 8).pass(1_000);

    assertThat(world.placed()).containsEntry("big", "large");
  }

  @Test
  void membersOfAGroupAreSpreadOverZones() {
    World world = new World().nodes(6, 2);
    for (String id : Records.names("g", 6)) {
      world.workload(Records.workload(id, 0.1).setGroup("front").build());
    }

    world.pass(5_000);

    assertThat(
            world.placed().values().stream()
                .collect(
                    java.util.stream.Collectors.groupingBy(
                        n -> world.pool().node(n).zone(), java.util.stream.Collectors.counting())))
        .containsOnly(Map.entry("z0", 2L), Map.entry("z1", 2L), Map.entry("z2", 2L));
  }

  @Test
  void anImpossibleSpecIsRefusedAndChangesNothing() {
    World world = new World().nodes(2, 2).workloads(1, 0.5).pass(5_000);

    world.workload(
        Records.workload("w00", 0.5).setVersion(2).setDemand(Map.of("cpu", -1.0)).build());

    assertThat(world.decisions(DecisionKind.REFUSE))
        .singleElement()
        .satisfies(d -> assertThat(d.getWhy()).contains("demand.cpu must be a number from 0"));
    assertThat(world.pool().workload("w00").spec().version()).isEqualTo(1);
  }

  @Test
  void aRemovedWorkloadIsStoppedAndForgotten() {
    World world = new World().nodes(2, 2).workloads(2, 0.5).pass(5_000);
    String node = world.placed().get("w00");

    world.workload(Records.workload("w00", 0.5).setVersion(2).setRemoved(true).build());

    assertThat(world.agent(node).running).doesNotContainKey("w00");
    assertThat(world.pool().workload("w00")).isNull();
    assertThat(world.placements().get(world.placements().size() - 1).getPhase())
        .isEqualTo(PlacementPhase.REMOVED);
    assertThat(world.commands(CommandAction.STOP)).hasSize(1);
  }

  @Test
  void aWorkloadThatFailsIsTriedElsewhereAfterAWhileUnderANewEpoch() {
    World world = new World().nodes(2, 2).workloads(1, 0.5).pass(5_000);
    String node = world.placed().get("w00");
    long epoch = world.pool().workload("w00").newestEpoch();

    world.result(node, "w00", ResultKind.FAILED, ResultReason.EXITED);
    assertThat(world.pool().workload("w00").phase()).isEqualTo(PlacementPhase.PENDING);
    world.pass(2_000);

    assertThat(world.placed().get("w00")).isNotNull().isNotEqualTo(node);
    assertThat(world.pool().workload("w00").newestEpoch()).isGreaterThan(epoch);
    assertThat(world.decisions(DecisionKind.RETRY)).hasSize(1);
  }

  @Test
  void epochsOfALogBeforeAreGoneBeyond() {
    World world = new World().nodes(2, 2).workloads(1, 0.5).pass(5_000);
    String node = world.placed().get("w00");
    long before = 7L << 44;

    world.tell(node, "gone", before, ResultReason.NONE);
    world.result(node, "w00", ResultKind.FAILED, ResultReason.EXITED).pass(2_000);

    assertThat(world.pool().workload("w00").newestEpoch()).isGreaterThan(before);
  }

  @Test
  void anEpochThatSomebodyForgedOrNoLogCanGiveLeavesEpochsAsTheyAre() {
    World world = new World().nodes(2, 2).workloads(1, 0.5).pass(5_000);
    String node = world.placed().get("w00");
    long epoch = world.pool().workload("w00").newestEpoch();

    world.tell(node, "w00", 7L << 44, ResultReason.UNAUTHENTIC);
    world.tell(node, "w00", Long.MAX_VALUE, ResultReason.NONE);
    world.result(node, "w00", ResultKind.FAILED, ResultReason.EXITED).pass(2_000);

    assertThat(world.pool().workload("w00").newestEpoch()).isBetween(epoch + 1, 1L << 44);
  }

  @Test
  void aWorkloadThatFailsOnAndOnIsHeldInWords() {
    World world = new World().nodes(1, 2).workloads(1, 0.5).pass(5_000);

    for (int i = 0; i < Limits.FAILURES_IN_A_ROW; i++) {
      world.result("n00", "w00", ResultKind.FAILED, ResultReason.EXITED).pass(20_000);
    }

    assertThat(world.pool().workload("w00").phase()).isEqualTo(PlacementPhase.HELD);
    assertThat(world.decisions(DecisionKind.HOLD))
        .singleElement()
        .satisfies(d -> assertThat(d.getReason()).isEqualTo("RETRIES_EXHAUSTED"));
  }

  @Test
  void whatIsRefusedBecauseItWasMeantForAnotherIncarnationIsNoFailureOfTheWorkload() {
    World world = new World().nodes(1, 2).workloads(1, 0.5).pass(5_000);
    world.restart("n00").pass(5_000);
    WorkloadEntry before = world.pool().workload("w00");

    for (int i = 0; i < Limits.FAILURES_IN_A_ROW; i++) {
      world
          .resultOf(1, "n00", "w00", ResultKind.REFUSED, ResultReason.WRONG_INCARNATION)
          .pass(20_000);
    }

    assertThat(before.newest()).hasValueSatisfying(g -> assertThat(g.incarnation()).isEqualTo(2));
    assertThat(world.pool().workload("w00")).isEqualTo(before);
    assertThat(world.decisions(DecisionKind.HOLD)).isEmpty();
  }

  @Test
  void aNodeThatDoesNotKnowTheProgramIsNotAskedAgain() {
    World world = new World().nodes(1, 2).workloads(1, 0.5).pass(5_000);

    world.result("n00", "w00", ResultKind.REFUSED, ResultReason.UNKNOWN_PROGRAM).pass(10_000);

    assertThat(world.placed()).isEmpty();
    assertThat(world.decisions(DecisionKind.UNPLACEABLE))
        .singleElement()
        .satisfies(
            d -> assertThat(d.getCandidates().get(0).getRuledOutBy()).isEqualTo("FAILED_HERE"));
  }

  @Test
  void aSuspectNodeGetsNoNewWork() {
    World world = new World().nodes(2, 2).pass(3_000).status("n00", NodeState.SUSPECT);

    world.workloads(4, 0.2).pass(1_000);

    assertThat(world.counts()).containsOnlyKeys("n01");
  }
}
