package io.holdfast.health.domain.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.health.domain.LogPartition;
import io.holdfast.records.Detector;
import io.holdfast.records.Heartbeat;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.records.LivenessPolicy;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.schemas.time.Profile;
import java.util.List;
import org.junit.jupiter.api.Test;

class LivenessTest {

  private final FleetLog fleet = new FleetLog();

  @Test
  void aNodeIsAliveFromItsFirstHeartbeatOn() {
    fleet.node("n1");
    fleet.run(20_000);
    assertThat(fleet.words()).containsExactly("n1 ALIVE JOINED");
  }

  @Test
  void aNodeSilentPastItsDeadlinesIsSuspectThenDeadThenEndedOnceEach() {
    fleet.node("n1");
    fleet.run(10_000);
    fleet.node("n1").dies();
    fleet.run(60_000);
    assertThat(fleet.words("n1"))
        .containsExactly("ALIVE JOINED", "SUSPECT SILENT", "DEAD SILENT", "ENDED LEASE_OVER");
  }

  @Test
  void deathIsDeclaredAtTheFirstPulseAfterTheDeadline() {
    fleet.node("n1");
    fleet.run(10_000);
    fleet.node("n1").dies();
    fleet.run(10_000);

    NodeStatus dead = fleet.newest("n1");

    assertThat(dead.getState()).isEqualTo(NodeState.DEAD);
    assertThat(dead.getDeadlineMillis()).isEqualTo(6_000);
    assertThat(dead.getSilenceMillis()).isBetween(6_000L, 6_250L);
    assertThat(dead.getObservedMillis()).isEqualTo(FleetLog.BEGIN + 15_000);
    assertThat(fleet.log().get((int) dead.getDecidedAt().getOffset()).key()).isNull();
  }

  @Test
  void theIdentityOfAVerdictIsThePlaceOfTheRecordThatBroughtIt() {
    fleet.node("n1");
    fleet.run(1_000);
    LogPartition partition = FleetLog.PARTITION;
    assertThat(fleet.newest("n1").getDecidedAt()).isEqualTo(partition.at(FleetLog.BEGIN / 250));
  }

  @Test
  void aDeadNodeThatIsHeardAgainIsAliveInTheSameIncarnation() {
    fleet.node("n1");
    fleet.run(5_000);
    fleet.node("n1").dies();
    fleet.run(12_000);
    fleet.node("n1").livesAgain();
    fleet.run(5_000);
    assertThat(fleet.words("n1"))
        .containsExactly("ALIVE JOINED", "SUSPECT SILENT", "DEAD SILENT", "ALIVE HEARD");
    assertThat(fleet.newest("n1").getIncarnation()).isEqualTo(1_000);
  }

  @Test
  void anEndedIncarnationNeverReturnsButItsSuccessorDoes() {
    fleet.node("n1");
    fleet.run(5_000);
    fleet.node("n1").dies();
    fleet.run(40_000);
    fleet.node("n1").livesAgain();
    fleet.run(5_000);
    assertThat(fleet.newest("n1").getState()).isEqualTo(NodeState.ENDED);
    assertThat(fleet.liveness().tally().afterEnd()).isPositive();

    fleet.node("n1").restarts("boot-2");
    fleet.run(5_000);
    assertThat(fleet.newest("n1").getState()).isEqualTo(NodeState.ALIVE);
    assertThat(fleet.newest("n1").getIncarnation()).isEqualTo(2_000);
  }

  @Test
  void aSuccessorOfTheSameBootEndsItsPredecessorAtOnce() {
    fleet.node("n1");
    fleet.run(5_000);
    fleet.node("n1").restarts("boot-1");
    fleet.run(1_000);
    assertThat(fleet.words("n1"))
        .containsExactly("ALIVE JOINED", "ENDED SUCCEEDED", "ALIVE JOINED");
  }

  @Test
  void aSuccessorOfAnotherBootLeavesItsPredecessorToItsOwnSilence() {
    fleet.node("n1");
    fleet.run(5_000);
    fleet.node("n1").restarts("boot-2");
    fleet.run(20_000);
    assertThat(fleet.words("n1")).containsExactly("ALIVE JOINED", "ALIVE JOINED");

    fleet.run(12_000);

    assertThat(fleet.words("n1"))
        .containsExactly("ALIVE JOINED", "ALIVE JOINED", "ENDED LEASE_OVER");
    assertThat(fleet.newest("n1").getIncarnation()).isEqualTo(1_000);
    List<Verdict.Repeated> repeated = fleet.all(Verdict.Repeated.class);
    assertThat(repeated).anyMatch(r -> r.status().getIncarnation() == 2_000);
  }

  @Test
  void anOrderlyGoodbyeIsNeverSuspected() {
    fleet.node("n1");
    fleet.run(5_000);
    fleet.node("n1").mode = HeartbeatMode.LEFT;
    fleet.run(1_000);
    fleet.node("n1").dies();
    fleet.run(60_000);
    assertThat(fleet.words("n1")).containsExactly("ALIVE JOINED", "LEFT GOODBYE");
  }

  @Test
  void aNodeInMaintenanceIsNotSuspectedUntilItsLeaseIsOver() {
    fleet.node("n1");
    fleet.run(5_000);
    fleet.node("n1").mode = HeartbeatMode.MAINTENANCE;
    fleet.run(1_000);
    fleet.node("n1").dies();
    fleet.run(60_000);
    assertThat(fleet.words("n1")).containsExactly("ALIVE JOINED", "ALIVE MODE", "ENDED LEASE_OVER");
  }

  @Test
  void anAgentThatRestartsIsNotSuspectedAndItsSuccessorProcessCountsAnew() {
    fleet.node("n1");
    fleet.run(5_000);
    fleet.node("n1").mode = HeartbeatMode.RESTARTING;
    fleet.run(1_000);
    fleet.node("n1").dies();
    fleet.run(15_000);
    assertThat(fleet.words("n1")).containsExactly("ALIVE JOINED", "ALIVE MODE");

    fleet.node("n1").mode = HeartbeatMode.NORMAL;
    fleet.node("n1").sequence = 0;
    fleet.node("n1").livesAgain();
    fleet.run(30_000);

    assertThat(fleet.words("n1")).containsExactly("ALIVE JOINED", "ALIVE MODE", "ALIVE MODE");
    assertThat(fleet.newest("n1").getSequence()).isEqualTo(1);
    assertThat(fleet.newest("n1").getIncarnation()).isEqualTo(1_000);
    assertThat(fleet.liveness().tally().stale()).isZero();
  }

  @Test
  void anAgentThatRestartsAndStaysAwayIsEndedWhenItsLeaseIsOver() {
    fleet.node("n1").mode = HeartbeatMode.RESTARTING;
    fleet.run(1_000);
    fleet.node("n1").dies();
    fleet.run(60_000);
    assertThat(fleet.words("n1")).containsExactly("ALIVE JOINED", "ENDED LEASE_OVER");
  }

  @Test
  void anIncarnationIsEndedAtLeaseAndMarginEvenIfItsDetectorWouldWaitLonger() {
    for (Detector detector : Detector.values()) {
      var patient = new FleetLog();
      patient.mark("p", 1, new LivenessPolicy(detector, 50_000, 60_000, 90_000));
      patient.node("n1");
      patient.run(10_000);
      patient.node("n1").dies();
      patient.run(60_000);

      assertThat(patient.words("n1")).containsExactly("ALIVE JOINED", "ENDED LEASE_OVER");
      long leaseAndMargin = 25_000 + Profile.DEFAULT.margin(Profile.DEFAULT.lease()).toMillis();
      assertThat(patient.newest("n1").getDeadlineMillis()).isEqualTo(leaseAndMargin);
      assertThat(patient.newest("n1").getSilenceMillis())
          .isBetween(leaseAndMargin, leaseAndMargin + 250);
    }
  }

  @Test
  void aNodeBackFromMaintenanceIsWatchedAgain() {
    fleet.node("n1").mode = HeartbeatMode.MAINTENANCE;
    fleet.run(5_000);
    fleet.node("n1").mode = HeartbeatMode.NORMAL;
    fleet.run(1_500);
    fleet.node("n1").dies();
    fleet.run(8_000);
    assertThat(fleet.words("n1"))
        .containsExactly("ALIVE JOINED", "ALIVE MODE", "SUSPECT SILENT", "DEAD SILENT");
  }

  @Test
  void timeInWhichNobodyObservedIsNotSilence() {
    fleet.nodes(3).run(10_000).away(60_000, 9_000).run(30_000);
    assertThat(fleet.words()).allMatch(words -> words.endsWith("ALIVE JOINED"));
  }

  @Test
  void threeOutagesWithinOneSilenceKillNobody() {
    fleet.nodes(3).run(10_000);
    for (int i = 0; i < 2; i++) {
      fleet.away(20_000, 0);
      fleet.nodes(3).runWithoutAgents(9_000);
    }
    fleet.away(20_000, 9_000).run(30_000);
    assertThat(fleet.words()).noneMatch(words -> words.contains("DEAD"));
  }

  @Test
  void aLogThatStuttersForEverDoesNotHideADeath() {
    fleet.node("n1");
    fleet.node("n2");
    fleet.run(10_000);
    fleet.node("n1").dies();
    for (int i = 0; i < 8; i++) {
      fleet.away(1_400, 0).run(6_600);
    }
    assertThat(fleet.words("n1")).contains("DEAD SILENT");
    assertThat(fleet.words("n2")).containsExactly("ALIVE JOINED");
  }

  @Test
  void aPulserThatComesBackAloneBeginsAGrace() {
    fleet.nodes(3).run(10_000);
    fleet.away(60_000, 9_000).pulserRestarts().run(30_000);
    assertThat(fleet.words()).allMatch(words -> words.endsWith("ALIVE JOINED"));
  }

  @Test
  void heartbeatsWithoutPulsesAreJudgedWhenPulsesComeBack() {
    fleet.node("n1");
    fleet.run(10_000);
    fleet.node("n1").dies();
    fleet.runWithoutPulses(120_000);
    assertThat(fleet.words("n1")).containsExactly("ALIVE JOINED");
    fleet.run(20_000);
    assertThat(fleet.words("n1")).contains("DEAD SILENT");
  }

  @Test
  void nodesSilentTogetherStaySuspectUntilTheSecondDeadline() {
    fleet.nodes(20).run(10_000);
    for (int i = 0; i < 8; i++) {
      fleet.node(String.format("n%03d", i)).dies();
    }
    fleet.run(15_000);
    assertThat(fleet.words("n000"))
        .containsExactly("ALIVE JOINED", "SUSPECT SILENT", "SUSPECT CORRELATED");
    fleet.run(10_000);
    assertThat(fleet.words("n000")).last().isEqualTo("DEAD SILENT");
    assertThat(fleet.newest("n000").getDeadlineMillis()).isEqualTo(18_000);
  }

  @Test
  void thoseStillSilentAreDeclaredDeadOnceTheOthersAreBack() {
    fleet.nodes(20).run(10_000);
    for (int i = 0; i < 8; i++) {
      fleet.node(String.format("n%03d", i)).dies();
    }
    fleet.run(10_000);
    for (int i = 4; i < 8; i++) {
      fleet.node(String.format("n%03d", i)).livesAgain();
    }
    fleet.run(4_500);
    assertThat(fleet.words("n000")).last().isEqualTo("DEAD SILENT");
    assertThat(fleet.words("n007")).last().isEqualTo("ALIVE HEARD");
  }

  @Test
  void fewSilentNodesAreNotCalledCorrelated() {
    fleet.nodes(4).run(10_000);
    fleet.nodes(4).node("n000").dies();
    fleet.node("n001").dies();
    fleet.run(8_000);
    assertThat(fleet.words("n000")).last().isEqualTo("DEAD SILENT");
  }

  @Test
  void twoAgentsWithOneNodeIdAreAConflictAndNotAFlipFlop() {
    fleet.node("n1");
    fleet.run(5_000);
    var second = fleet.stranger("n1");
    second.incarnation = 9_000;
    second.bootId = "boot-9";
    for (int i = 0; i < 20; i++) {
      second.beat();
      fleet.run(1_000);
    }
    assertThat(fleet.words("n1"))
        .containsExactly("ALIVE JOINED", "ALIVE JOINED", "SUSPECT CONFLICT");

    fleet.node("n1").dies();
    for (int i = 0; i < 40; i++) {
      second.beat();
      fleet.run(1_000);
    }
    assertThat(fleet.words("n1"))
        .containsExactly(
            "ALIVE JOINED", "ALIVE JOINED", "SUSPECT CONFLICT", "ENDED LEASE_OVER", "ALIVE HEARD");
  }

  @Test
  void oneStateDirectoryOnTwoMachinesIsAConflict() {
    fleet.node("n1");
    fleet.run(5_000);
    var copy = fleet.stranger("n1");
    copy.bootId = "boot-of-the-copy";
    copy.beat();
    assertThat(fleet.words("n1")).containsExactly("ALIVE JOINED", "SUSPECT CONFLICT");
  }

  @Test
  void aNodeThatFallsAgainAndAgainIsHeldSuspectUntilStable() {
    var agent = fleet.node("n1");
    fleet.run(2_000);
    for (int i = 0; i < 5; i++) {
      agent.dies();
      fleet.run(4_000);
      agent.livesAgain();
      fleet.run(2_000);
    }
    assertThat(fleet.words("n1")).last().isEqualTo("SUSPECT FLAPPING");
    fleet.run(40_000);
    assertThat(fleet.words("n1")).last().isEqualTo("ALIVE HEARD");
  }

  @Test
  void fallsAreCountedOverAnyWhile() {
    fleet.node("n1");
    fleet.run(2_000);
    fallEach(42_000, 2_000, 2_000, 2_000, 2_000, 2_000);
    assertThat(fleet.words("n1")).last().isEqualTo("SUSPECT FLAPPING");
  }

  @Test
  void aNodeThatFallsWhileItIsHeldIsHeldForLonger() {
    fleet.node("n1");
    fleet.run(2_000);
    fallEach(10_000, 10_000, 10_000, 10_000, 24_000, 8_000);
    assertThat(fleet.words("n1")).last().isEqualTo("SUSPECT FLAPPING");
    fleet.run(22_000);
    assertThat(fleet.words("n1")).last().isEqualTo("ALIVE HEARD");
  }

  /** Silent for four seconds, then heard for so long, milliseconds. */
  private void fallEach(int... heard) {
    for (int millis : heard) {
      fleet.node("n1").dies();
      fleet.run(4_000);
      fleet.node("n1").livesAgain();
      fleet.run(millis);
    }
  }

  @Test
  void anAgentThatCrashesAgainAndAgainIsHeldSuspectInItsNextIncarnation() {
    var agent = fleet.node("n1");
    fleet.run(2_000);
    for (int i = 0; i < 5; i++) {
      agent.dies();
      fleet.run(4_000);
      agent.restarts(agent.bootId);
      fleet.run(2_000);
    }
    assertThat(fleet.words("n1")).last().isEqualTo("SUSPECT FLAPPING");
    fleet.run(40_000);
    assertThat(fleet.words("n1")).last().isEqualTo("ALIVE HEARD");
  }

  @Test
  void echoesOfAnIncarnationThatIsOverAreNoConflict() {
    var agent = fleet.node("n1");
    fleet.run(5_000);
    Heartbeat echo = agent.heartbeat();
    fleet.append("n1", echo);
    agent.restarts(agent.bootId);
    for (int i = 0; i < 4; i++) {
      fleet.run(1_000);
      fleet.append("n1", echo);
    }
    assertThat(fleet.words("n1"))
        .containsExactly("ALIVE JOINED", "ENDED SUCCEEDED", "ALIVE JOINED");
    assertThat(fleet.liveness().tally().stale()).isEqualTo(4);
  }

  @Test
  void aPolicyMarkChangesDeadlinesFromThereOn() {
    fleet.node("n1");
    fleet.run(5_000);
    fleet.mark("p", 1, new LivenessPolicy(Detector.FIXED, 1_500, 2_000, 4_000));
    fleet.mark("p", 1, new LivenessPolicy(Detector.FIXED, 90_000, 90_000, 90_000));
    fleet.node("n1").dies();
    fleet.run(2_500);
    assertThat(fleet.words("n1")).last().isEqualTo("DEAD SILENT");
  }

  @Test
  void underAccrualARegularNodeIsFoundSoonerThanAnIrregularOne() {
    fleet.mark("p", 1, new LivenessPolicy(Detector.ACCRUAL, 3_000, 15_000, 18_000));
    fleet.node("irregular");
    fleet.node("regular");
    for (int i = 0; i < 60; i++) {
      fleet.node("irregular").nextBeat = fleet.now() + (i % 3 == 0 ? 1_800 : 300);
      fleet.run(1_000);
    }
    fleet.node("irregular").dies();
    fleet.node("regular").dies();
    fleet.run(16_000);
    assertThat(fleet.newest("regular").getDeadlineMillis()).isBetween(4_000L, 7_000L);
    assertThat(fleet.newest("irregular").getDeadlineMillis()).isBetween(7_500L, 15_000L);
  }

  @Test
  void underAccrualANodeThatIsRegularForHoursIsFoundInFourBeats() {
    fleet.mark("p", 1, new LivenessPolicy(Detector.ACCRUAL, 3_000, 15_000, 18_000));
    fleet.node("n1");
    fleet.run(3 * 3_600_000);
    fleet.node("n1").dies();
    fleet.run(8_000);
    assertThat(fleet.newest("n1").getState()).isEqualTo(NodeState.DEAD);
    assertThat(fleet.newest("n1").getDeadlineMillis()).isBetween(4_000L, 4_500L);
  }

  @Test
  void underAccrualANodeHeardOnceIsGivenAllThatThePolicyAllows() {
    fleet.mark("p", 1, new LivenessPolicy(Detector.ACCRUAL, 3_000, 15_000, 18_000));
    fleet.node("n1");
    fleet.run(500);
    fleet.node("n1").dies();
    fleet.run(16_000);
    assertThat(fleet.newest("n1").getState()).isEqualTo(NodeState.DEAD);
    assertThat(fleet.newest("n1").getDeadlineMillis()).isEqualTo(15_000);
  }

  @Test
  void underAccrualALateTimerDoesNotDelaySuspicionBeyondDeath() {
    fleet.mark("p", 1, new LivenessPolicy(Detector.ACCRUAL, 3_000, 4_000, 18_000));
    fleet.node("n1").lateness = 3_000;
    fleet.run(10_000);
    fleet.node("n1").dies();
    fleet.run(5_500);
    assertThat(fleet.words("n1")).contains("DEAD SILENT");
    fleet.node("n1").livesAgain();
    fleet.run(5_000);
    assertThat(fleet.words("n1")).last().isEqualTo("ALIVE HEARD");
  }

  @Test
  void aNodeThatReportsALateTimerIsGivenLonger() {
    fleet.node("n1").lateness = 500;
    fleet.run(10_000);
    fleet.node("n1").dies();
    fleet.run(8_500);
    assertThat(fleet.words("n1")).last().isEqualTo("SUSPECT SILENT");
    fleet.run(1_000);
    assertThat(fleet.newest("n1").getDeadlineMillis()).isEqualTo(10_000);
  }

  @Test
  void aNodeWhoseTimerIsPunctualAgainIsGivenNoLonger() {
    fleet.node("n1").lateness = 500;
    fleet.run(10_000);
    fleet.node("n1").lateness = 0;
    fleet.run(200_000);
    fleet.node("n1").dies();
    fleet.run(8_000);
    assertThat(fleet.newest("n1").getState()).isEqualTo(NodeState.DEAD);
    assertThat(fleet.newest("n1").getDeadlineMillis()).isEqualTo(6_000);
  }

  @Test
  void howFarANodesClockIsOffIsReported() {
    fleet.node("n1").clockSkew = -90_000;
    fleet.run(1_000);
    assertThat(fleet.newest("n1").getClockSkewMillis()).isEqualTo(-90_000);
  }

  @Test
  void whatHoldsIsSaidAgainWithTheSameIdentity() {
    fleet.node("n1");
    fleet.run(200_000);
    NodeStatus said = fleet.newest("n1");
    assertThat(fleet.all(Verdict.Repeated.class))
        .isNotEmpty()
        .allMatch(again -> again.status().getDecidedAt().equals(said.getDecidedAt()));
  }

  @Test
  void progressIsReportedEachSecondOfObservedTime() {
    fleet.node("n1");
    fleet.run(10_000);
    List<Verdict.Reached> reached = fleet.all(Verdict.Reached.class);
    assertThat(reached).hasSize(FleetLog.BEGIN / 1_000 + 10);
    assertThat(reached.get(reached.size() - 1).nodes())
        .containsEntry("ALIVE", 1L)
        .containsEntry("DEAD", 0L);
  }

  @Test
  void aNodeGoneForLongerThanTheRetentionIsForgotten() {
    fleet.node("n1");
    fleet.run(1_000);
    fleet.node("n1").dies();
    fleet.run(40_000);
    fleet.run(7L * 24 * 3_600_000 / 100);
    assertThat(fleet.all(Verdict.Forgotten.class)).isEmpty();

    var shorter = new FleetLog(Settings.forgettingAfter(java.time.Duration.ofMinutes(2)));
    shorter.node("n1");
    shorter.run(1_000);
    shorter.node("n1").dies();
    shorter.run(130_000);
    assertThat(shorter.all(Verdict.Forgotten.class)).containsExactly(new Verdict.Forgotten("n1"));
    assertThat(shorter.liveness().nodes()).isZero();
  }

  @Test
  void repeatedAndReorderedHeartbeatsProveNothing() {
    var agent = fleet.node("n1");
    fleet.run(5_000);
    Heartbeat old = agent.heartbeat();
    fleet.run(1_000);
    agent.dies();
    for (int i = 0; i < 10; i++) {
      fleet.append("n1", old);
      fleet.run(1_000);
    }
    assertThat(fleet.words("n1")).contains("DEAD SILENT");
    assertThat(fleet.liveness().tally().stale()).isEqualTo(10);
    assertThat(fleet.liveness().tally().missed()).isEqualTo(1);
  }
}
