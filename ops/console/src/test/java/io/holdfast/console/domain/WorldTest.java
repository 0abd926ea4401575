package io.holdfast.console.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.holdfast.console.Records;
import io.holdfast.records.Decision;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.Manifest;
import io.holdfast.records.ManifestKind;
import io.holdfast.records.NodeState;
import io.holdfast.records.Operation;
import io.holdfast.records.OperationKind;
import io.holdfast.records.PlacementPhase;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorldTest {

  private static final long NOW = 1_800_000_000_000L;

  private final World world = new World();

  @Test
  void aNodeIsLaidOutInItsZoneWhicheverTopicIsReadFirst() {
    world.accept(Records.status("n2", NodeState.ALIVE), NOW);
    world.accept(Records.sample("n1", 0.5), NOW);
    long before = world.fleet().layout();

    world.accept(Records.profile("n1", "z2"), NOW);
    world.accept(Records.profile("n2", "z1"), NOW);

    assertThat(world.fleet().layout()).isGreaterThan(before);
    assertThat(world.fleet().groups())
        .extracting(group -> group.zone() + " " + group.nodes().get(0).name())
        .containsExactly("z1 n2", "z2 n1");
  }

  @Test
  void thePictureHasAStateAndALoadForEachNode() {
    world.accept(Records.profile("n1", "z1"), NOW);
    world.accept(Records.profile("n2", "z1"), NOW);
    world.accept(Records.status("n1", NodeState.DEAD), NOW);
    world.accept(Records.operation(OperationKind.DRAIN, "n2", "fans"), NOW);
    world.accept(Records.sample("n2", 0.625), NOW);

    assertThat(world.fleet().picture())
        .containsExactly(1 + NodeState.DEAD.ordinal(), (byte) 255, 16, 63);
  }

  @Test
  void maintenanceIsMarkedAsLongAsItWasAnnouncedFor() {
    Operation begin =
        Operation.newBuilder(Records.operation(OperationKind.MAINTENANCE_BEGIN, "n1", "fans"))
            .setDeadlineMillis(60_000L)
            .build();
    world.accept(begin, NOW);
    world.accept(Records.sample("n1", 0.5), NOW + 59_000);
    assertThat(world.fleet().picture()[0]).isEqualTo((byte) 32);

    world.accept(Records.sample("n1", 0.5), NOW + 60_000);

    assertThat(world.fleet().picture()[0]).isZero();
  }

  @Test
  void aPoolIsKnownByItsNodesAndCountsThoseThatNobodyJudged() {
    world.accept(Records.profile("n1", "z1"), NOW);
    world.accept(Records.profile("n2", "z1"), NOW);
    world.accept(Records.status("n2", NodeState.ALIVE), NOW);

    assertThat(world.pools()).extracting(Pool::name).containsExactly("inference");
    assertThat(world.fleet().unjudged()).containsOnly(entry("inference", 1));
    assertThat(world.fleet().counts().get("inference")).containsOnly(entry(NodeState.ALIVE, 1));
  }

  @Test
  void aNodeThatWasOnlySpokenOfIsNoNode() {
    world.accept(Records.operation(OperationKind.DRAIN, "n1", "fans"), NOW);
    assertThat(world.fleet().all()).isEmpty();

    world.accept(Records.profile("n1", "z1"), NOW);

    assertThat(world.fleet().find("n1").orElseThrow().drain()).isPresent();
  }

  @Test
  void aLoadThatNobodyConfirmedForHalfAMinuteIsNotKnown() {
    world.accept(Records.sample("n1", 0.5), NOW);
    world.accept(Records.sample("n2", 0.5), NOW + 31_000);

    byte[] picture = world.fleet().picture();

    assertThat(picture[1]).isEqualTo((byte) 255);
    assertThat(picture[3]).isEqualTo((byte) 50);
  }

  @Test
  void aVerdictThatIsPublishedAgainIsNoNews() {
    world.accept(Records.status("n1", NodeState.ALIVE), NOW);
    world.takeNews();

    world.accept(Records.status("n1", NodeState.ALIVE), NOW + 60_000);

    assertThat(world.takeNews()).isEmpty();
    assertThat(world.verdicts().newest(10, status -> true)).hasSize(1);
  }

  @Test
  void aTrippedBreakerHoldsUntilAnotherDecisionClosesIt() {
    world.accept(breaker("BREAKER_TRIPPED"), NOW);
    hold("w1");
    Pool pool = world.poolsByName().get("inference");
    assertThat(pool.breaker().isTripped()).isTrue();
    assertThat(world.held(pool)).containsExactly("w1");

    world.accept(breaker("RESET_REPLAY"), NOW + 1);

    assertThat(pool.breaker().isTripped()).isFalse();
    assertThat(world.held(pool)).isEmpty();
  }

  @Test
  void whatGoesOnWhereItWasIsHeldNoMore() {
    hold("w1");
    hold("w2");
    Pool pool = world.poolsByName().get("inference");

    world.accept(Records.placement("w1", PlacementPhase.RUNNING, "n1"), NOW);

    assertThat(world.held(pool)).containsExactly("w2");
  }

  private void hold(String workload) {
    world.accept(Records.placement(workload, PlacementPhase.HELD, "n1"), NOW);
    world.accept(
        Records.decision("0-2-0", DecisionKind.HOLD, workload, "n1", null, "BREAKER_TRIPPED"), NOW);
  }

  private static Decision breaker(String reason) {
    return Records.decision("0-1-0", DecisionKind.BREAKER, null, null, null, reason);
  }

  @Test
  void theNewestDecisionsAreKeptByTimeAndNotByArrival() {
    var recent = new Recent<Decision>(2);
    recent.add(NOW + 2, breaker("b"));
    recent.add(NOW + 3, breaker("c"));
    recent.add(NOW + 1, breaker("a"));

    assertThat(recent.newest(5, d -> true))
        .extracting(event -> event.record().getReason())
        .containsExactly("c", "b");
  }

  @Test
  void aChainThatEndedSaysWhyAndItsSuccessorGoesOn() {
    world.accept(Records.manifest(1, ManifestKind.BASE, NOW, List.of(), ""), NOW);
    world.accept(Records.manifest(2, ManifestKind.END, NOW, List.of(), "the slot was lost"), NOW);
    var successor =
        Manifest.newBuilder(Records.manifest(1, ManifestKind.BASE, NOW, List.of(), ""))
            .setChain("01JB")
            .build();

    world.accept(successor, NOW);

    assertThat(world.databases().get("orders").chains())
        .extracting(chain -> chain.ended().orElse("goes on"))
        .containsExactly("the slot was lost", "goes on");
  }
}
