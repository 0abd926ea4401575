package io.holdfast.dispatcher.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.records.Decision;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.LogPosition;
import io.holdfast.records.NodeState;
import io.holdfast.records.OperationKind;
import io.holdfast.records.PlacementPhase;
import io.holdfast.records.PoolMode;
import io.holdfast.records.Progress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GuardsTest {

  /** Ten nodes in three zones, four of them in z0; the breaker trips at three deaths. */
  private final World world =
      new World()
          .say(
              "policies",
              Records.policy(1).setGuards(Records.guards().setBreakerCount(3).build()).build())
          .nodes(10, 2)
          .workloads(20, 0.2)
          .pass(5_000);

  @Test
  void tooManyDeathsAtOnceTripTheBreakerAndWhatIsLeftIsHeldInWords() {
    world.kill("n01").kill("n02");
    int held = world.pool().onNode("n04").size();
    int moved = world.decisions(DecisionKind.FAILOVER).size();
    world.kill("n04");

    assertThat(held).isPositive();
    assertThat(world.pool().breaker().isTripped()).isTrue();
    assertThat(reasons(DecisionKind.BREAKER)).containsExactly("BREAKER_TRIPPED");
    assertThat(reasons(DecisionKind.HOLD)).containsOnly("BREAKER_TRIPPED").hasSize(held);
    assertThat(world.decisions(DecisionKind.FAILOVER)).hasSize(moved);
    assertThat(world.pool().workloads().values())
        .filteredOn(w -> w.phase() == PlacementPhase.HELD)
        .hasSize(held);
  }

  @Test
  void aResetThatReplaysCarriesOutWhatWasHeld() {
    world.kill("n01").kill("n02").kill("n04");

    operate(OperationKind.BREAKER_REPLAY, null);

    assertThat(world.placed()).hasSize(20).doesNotContainValue("n04");
    assertThat(reasons(DecisionKind.BREAKER)).containsExactly("BREAKER_TRIPPED", "RESET_REPLAY");
    Decision reset = world.decisions(DecisionKind.BREAKER).get(1);
    assertThat(reset.getWhy()).isEqualTo("test (tester)");
    assertThat(reset.getTriggeredBy()).isEqualTo("BREAKER_REPLAY by tester");
  }

  @Test
  void aResetThatDiscardsLeavesWhatWasHeldWhereItWas() {
    world.kill("n01").kill("n02").kill("n04");

    operate(OperationKind.BREAKER_DISCARD, null);
    world.pass(10_000);

    assertThat(world.pool().onNode("n04")).isNotEmpty();
    assertThat(world.placed().values()).contains("n04");
    assertThat(reasons(DecisionKind.HOLD)).contains("DISCARDED");
  }

  @Test
  void whatWasHeldStaysWhenItsNodeComesBack() {
    world.kill("n01").kill("n02").kill("n04");
    var held = world.pool().onNode("n04");

    world.hear("n04");

    assertThat(world.agent("n04").running).containsOnlyKeys(held.toArray(String[]::new));
    assertThat(world.pool().onNode("n04"))
        .allSatisfy(
            id -> assertThat(world.pool().workload(id).phase()).isEqualTo(PlacementPhase.RUNNING));
  }

  @Test
  void theBreakerClosesByItselfWhenThePolicySaysSoAndTheNodesAreBack() {
    world.say(
        "policies",
        Records.policy(2)
            .setGuards(Records.guards().setBreakerCount(3).setAutoResetMillis(5_000L).build())
            .build());
    world.kill("n01").kill("n02").kill("n04");

    world.restart("n01").restart("n02").hear("n04").pass(6_000);

    assertThat(world.pool().breaker().isTripped()).isFalse();
    assertThat(reasons(DecisionKind.BREAKER)).contains("RESET_BY_ITSELF");
  }

  @Test
  void theOutageOfOneZoneIsFailedOverAsPlanned() {
    world.kill("n00").kill("n03").kill("n06");
    assertThat(world.pool().breaker().isTripped()).isTrue();

    world.kill("n09").pass(1_000);

    assertThat(reasons(DecisionKind.BREAKER)).containsExactly("BREAKER_TRIPPED", "ZONE_OUTAGE");
    assertThat(world.placed()).hasSize(20);
    assertThat(world.placed().values()).doesNotContain("n00", "n03", "n06", "n09");
  }

  @Test
  void noMoreFailoversAMinuteThanThePolicyAllows() {
    world.say(
        "policies",
        Records.policy(2).setGuards(Records.guards().setFailoversPerMinute(3).build()).build());

    world.kill("n01").kill("n02");
    assertThat(world.decisions(DecisionKind.FAILOVER)).hasSize(3);
    assertThat(reasons(DecisionKind.HOLD)).isNotEmpty().containsOnly("FAILOVER_LIMIT");
    world.pass(61_000);

    assertThat(world.decisions(DecisionKind.FAILOVER)).hasSizeGreaterThan(3);
    assertThat(world.placed()).hasSize(20);
  }

  @Test
  void aVerdictThatCameLateIsHeldUntilHealthStreamHasCaughtUp() {
    long old = 900_000;
    world.agent("n01").isUp = false;
    world.say("node-status", Records.status("n01", 1, NodeState.DEAD, 500, old));

    assertThat(reasons(DecisionKind.HOLD)).containsOnly("JUDGEMENT_LAGS").hasSize(2);
    world.say("node-status", progress(499, old, old));
    assertThat(world.decisions(DecisionKind.FAILOVER)).isEmpty();
    world.say("node-status", progress(900, 1_005_000, 1_005_100));

    assertThat(world.decisions(DecisionKind.FAILOVER)).hasSize(2);
  }

  @Test
  void anOldBacklogInWhichANodeDiedAndCameBackMovesNothing() {
    long old = 900_000;
    world.say("node-status", Records.status("n01", 1, NodeState.DEAD, 500, old));
    world.say("node-status", Records.status("n01", 1, NodeState.ALIVE, 510, old + 10_000));
    world.say("node-status", progress(900, 1_005_000, 1_005_100)).pass(5_000);

    assertThat(world.decisions(DecisionKind.FAILOVER)).isEmpty();
    assertThat(world.agent("n01").running).hasSize(2);
  }

  @Test
  void announcedSilenceIsNoLoss() {
    operate(OperationKind.MAINTENANCE_BEGIN, "n01");
    world.kill("n01").pass(10_000);
    assertThat(world.decisions(DecisionKind.FAILOVER)).isEmpty();
    assertThat(reasons(DecisionKind.HOLD)).containsOnly("IN_MAINTENANCE");

    operate(OperationKind.MAINTENANCE_END, "n01");

    assertThat(world.decisions(DecisionKind.FAILOVER)).hasSize(2);
  }

  @Test
  void aPoolThatOnlyAdvisesSaysOnceWhatItWouldDoAndDoesNothing() {
    World advised =
        new World()
            .say("policies", Records.policy(1).setMode(PoolMode.ADVISE).build())
            .nodes(3, 2)
            .workloads(3, 0.2);

    advised.pass(10_000);

    assertThat(advised.decisions(DecisionKind.PLACE)).hasSize(3);
    assertThat(advised.decisions(DecisionKind.PLACE))
        .allSatisfy(d -> assertThat(d.getWhy()).startsWith("advice: "));
    assertThat(advised.newestAssignment("n00")).isEmpty();
    assertThat(advised.placed()).isEmpty();
  }

  @Test
  void aPoolThatBeginsToActDoesWhatWasAdvised() {
    World advised =
        new World()
            .say("policies", Records.policy(1).setMode(PoolMode.OBSERVE).build())
            .nodes(3, 2)
            .workloads(3, 0.2)
            .pass(5_000);
    assertThat(advised.decisions()).isEmpty();

    advised.say("policies", Records.policy(2).setMode(PoolMode.ACT).build()).pass(1_000);

    assertThat(advised.placed()).hasSize(3);
    assertThat(advised.agent("n00").running).hasSize(1);
  }

  @Test
  void anImpossiblePolicyIsRefusedAndChangesNothing() {
    world.say(
        "policies",
        Records.policy(2).setGuards(Records.guards().setBreakerShare(3).build()).build());

    assertThat(world.decisions(DecisionKind.REFUSE))
        .singleElement()
        .satisfies(d -> assertThat(d.getWhy()).contains("guards.breakerShare"));
    assertThat(world.pool().policy().version()).isEqualTo(1);
  }

  private void operate(OperationKind kind, String node) {
    world.say(
        "operations", Records.operation("o" + world.log().size(), kind).setNode(node).build());
  }

  private static Progress progress(long offset, long judgedAt, long publishedAt) {
    return new Progress(
        new LogPosition(Records.HEARTBEATS, 0, offset),
        offset + 1,
        0L,
        judgedAt,
        publishedAt,
        Map.of());
  }

  private List<String> reasons(DecisionKind kind) {
    return world.decisions(kind).stream().map(d -> d.getReason()).toList();
  }
}
