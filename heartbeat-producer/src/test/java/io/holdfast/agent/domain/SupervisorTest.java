package io.holdfast.agent.domain;

import static io.holdfast.agent.domain.Fixture.INCARNATION;
import static io.holdfast.agent.domain.Fixture.SECOND;
import static io.holdfast.agent.domain.Fixture.assignment;
import static io.holdfast.agent.domain.Fixture.assignmentFor;
import static io.holdfast.agent.domain.Fixture.exited;
import static io.holdfast.agent.domain.Fixture.grant;
import static io.holdfast.agent.domain.Fixture.halt;
import static io.holdfast.agent.domain.Fixture.launch;
import static io.holdfast.agent.domain.Fixture.launchLeased;
import static io.holdfast.agent.domain.Fixture.leased;
import static io.holdfast.agent.domain.Fixture.report;
import static io.holdfast.agent.domain.Fixture.supervisor;
import static io.holdfast.agent.domain.Fixture.web;
import static io.holdfast.records.ResultKind.FAILED;
import static io.holdfast.records.ResultKind.REFUSED;
import static io.holdfast.records.ResultKind.STARTED;
import static io.holdfast.records.ResultKind.STOPPED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.records.AssignedWorkload;
import io.holdfast.records.Fencing;
import io.holdfast.records.ResultReason;
import java.util.List;
import org.junit.jupiter.api.Test;

class SupervisorTest {

  private final Ledger ledger = new Ledger();
  private final Supervisor supervisor = supervisor(ledger);

  @Test
  void anAssignedWorkloadIsLaunchedAndItsStartReportedOnce() {
    assertThat(supervisor.assigned(assignment(1, web("a", 5)))).containsExactly(launch("a", 5));

    supervisor.launched(grant("a", 5), 0);

    assertThat(supervisor.ready(grant("a", 5)))
        .containsExactly(report("a", 5, STARTED, ResultReason.NONE, ""));
    assertThat(supervisor.ready(grant("a", 5))).isEmpty();
  }

  @Test
  void whatIsNoLongerAssignedIsHaltedAndItsEpochClosedOnceItIsGone() {
    running("a", 5);

    assertThat(supervisor.assigned(assignment(2))).containsExactly(halt("a", 5));
    assertThat(ledger.isClosed(grant("a", 5))).isFalse();

    assertThat(supervisor.ended(grant("a", 5), exited("exit code 143"), SECOND))
        .containsExactly(report("a", 5, STOPPED, ResultReason.NONE, "exit code 143"));
    assertThat(ledger.isClosed(grant("a", 5))).isTrue();
    assertThat(supervisor.isIdle()).isTrue();
  }

  @Test
  void aNewEpochIsLaunchedOnlyAfterNothingOfTheFormerOneLives() {
    running("a", 5);

    assertThat(supervisor.assigned(assignment(2, web("a", 7)))).containsExactly(halt("a", 5));

    assertThat(supervisor.ended(grant("a", 5), exited(""), SECOND))
        .containsExactly(report("a", 5, STOPPED, ResultReason.NONE, ""), launch("a", 7));
  }

  @Test
  void anAssignmentThatIsNotNewerIsDropped() {
    running("a", 5);

    assertThat(supervisor.assigned(assignment(1))).isEmpty();
    assertThat(supervisor.assigned(assignment(0))).isEmpty();
  }

  @Test
  void anAssignmentForAnotherIncarnationIsRefusedAndChangesNothing() {
    running("a", 5);

    var steps = supervisor.assigned(assignmentFor(INCARNATION - 1, 2, web("b", 6)));

    assertThat(steps)
        .containsExactly(
            report(
                "b",
                6,
                REFUSED,
                ResultReason.WRONG_INCARNATION,
                "the assignment is for incarnation 999, this is 1000"));
    assertThat(supervisor.living()).containsExactly(grant("a", 5));
    assertThat(ledger.isClosed(grant("b", 6))).as("it is not ours to close").isFalse();
  }

  @Test
  void aRefusalForAnotherIncarnationDoesNotCloseTheEpoch() {
    var refusal = new Step.Report(grant("b", 6), REFUSED, ResultReason.WRONG_INCARNATION, "");

    assertThat(refusal.closes()).isFalse();
  }

  @Test
  void anUnknownProgramIsRefusedOnceAndTheRestIsLaunched() {
    var unknown = new AssignedWorkload("x", 5L, "miner", Fencing.NONE);

    assertThat(supervisor.assigned(assignment(1, web("a", 5), unknown)))
        .containsExactly(
            report(
                "x",
                5,
                REFUSED,
                ResultReason.UNKNOWN_PROGRAM,
                "this node's configuration names no program \"miner\""),
            launch("a", 5));
    assertThat(supervisor.assigned(assignment(2, web("a", 5), unknown))).isEmpty();
  }

  @Test
  void aClosedEpochIsNeverStartedAgain() {
    ledger.close(grant("a", 5));

    assertThat(supervisor.assigned(assignment(1, web("a", 5))))
        .containsExactly(report("a", 5, REFUSED, ResultReason.STALE_EPOCH, "the epoch is closed"));
    assertThat(supervisor.assigned(assignment(2, web("a", 4))))
        .containsExactly(report("a", 4, REFUSED, ResultReason.STALE_EPOCH, "the epoch is closed"));
  }

  @Test
  void anEpochOlderThanTheOneThatRunsIsRefusedAndTheRunStopped() {
    running("a", 5);

    assertThat(supervisor.assigned(assignment(2, web("a", 3))))
        .containsExactly(
            report("a", 3, REFUSED, ResultReason.STALE_EPOCH, "epoch 5 was seen"), halt("a", 5));
  }

  @Test
  void ofTwoEpochsInOneAssignmentTheNewerIsRun() {
    assertThat(supervisor.assigned(assignment(1, web("a", 5), web("a", 7))))
        .containsExactly(
            report(
                "a", 5, REFUSED, ResultReason.STALE_EPOCH, "the same assignment has a newer epoch"),
            launch("a", 7));
  }

  @Test
  void theSameGrantTwiceInOneAssignmentIsOne() {
    assertThat(supervisor.assigned(assignment(1, web("a", 5), web("a", 5))))
        .containsExactly(launch("a", 5));
  }

  @Test
  void aWorkloadThatKeepsDyingIsStartedAgainWithBackOffAndThenGivenBack() {
    supervisor.assigned(assignment(1, web("a", 5)));
    long now = 0;
    for (long backOff : List.of(SECOND, 2 * SECOND)) {
      supervisor.launched(grant("a", 5), now);
      assertThat(supervisor.ended(grant("a", 5), exited("exit code 1"), now)).isEmpty();
      assertThat(supervisor.nextDue()).hasValue(now + backOff);
      assertThat(supervisor.due(now + backOff - 1)).isEmpty();
      now += backOff;
      assertThat(supervisor.due(now)).containsExactly(launch("a", 5));
    }
    supervisor.launched(grant("a", 5), now);

    assertThat(supervisor.ended(grant("a", 5), exited("exit code 1"), now))
        .containsExactly(
            report("a", 5, FAILED, ResultReason.EXITED, "exit code 1"),
            report("a", 5, STOPPED, ResultReason.EXITED, "exit code 1"));
    assertThat(supervisor.assigned(assignment(2, web("a", 5)))).as("not tried again").isEmpty();
  }

  @Test
  void aLongRunForgivesTheFailuresBeforeIt() {
    supervisor.assigned(assignment(1, web("a", 5)));
    long now = 0;
    for (int life = 0; life < 10; life++) {
      supervisor.launched(grant("a", 5), now);
      now += 61 * SECOND;
      assertThat(supervisor.ended(grant("a", 5), exited("exit code 1"), now)).isEmpty();
      now += SECOND;
      assertThat(supervisor.due(now)).containsExactly(launch("a", 5));
    }
  }

  @Test
  void aProgramThatCannotBeExecutedIsGivenBackAtOnce() {
    supervisor.assigned(assignment(1, web("a", 5)));

    assertThat(supervisor.notLaunched(grant("a", 5), "/opt/web does not exist"))
        .containsExactly(
            report("a", 5, FAILED, ResultReason.NOT_EXECUTABLE, "/opt/web does not exist"),
            report("a", 5, STOPPED, ResultReason.NOT_EXECUTABLE, "/opt/web does not exist"));
  }

  @Test
  void whatHadToBeKilledSaysSo() {
    running("a", 5);
    supervisor.assigned(assignment(2));

    var ending = new Ending(Ending.Force.KILLED, "killed after 5 s");

    assertThat(supervisor.ended(grant("a", 5), ending, SECOND))
        .containsExactly(report("a", 5, STOPPED, ResultReason.KILLED, "killed after 5 s"));
  }

  @Test
  void anUnhealthyWorkloadIsStartedAnewAndGivenBackAfterTheLimit() {
    running("a", 5);
    long now = 0;
    for (int failure = 0; failure < 2; failure++) {
      assertThat(supervisor.unhealthy(grant("a", 5), "HTTP 500", now))
          .containsExactly(halt("a", 5));
      assertThat(supervisor.ended(grant("a", 5), exited(""), now)).isEmpty();
      now += 10 * SECOND;
      assertThat(supervisor.due(now)).containsExactly(launch("a", 5));
      supervisor.launched(grant("a", 5), now);
    }

    assertThat(supervisor.unhealthy(grant("a", 5), "HTTP 500", now))
        .containsExactly(report("a", 5, FAILED, ResultReason.UNHEALTHY, "HTTP 500"), halt("a", 5));
    assertThat(supervisor.ended(grant("a", 5), exited("exit code 0"), now))
        .containsExactly(report("a", 5, STOPPED, ResultReason.UNHEALTHY, "HTTP 500; exit code 0"));
  }

  @Test
  void leavingStopsEverythingAndStartsNothing() {
    running("a", 5);
    supervisor.assigned(assignment(2, web("a", 5), web("b", 6)));
    supervisor.launched(grant("b", 6), 0);
    supervisor.ended(grant("b", 6), exited("exit code 1"), 0);

    assertThat(supervisor.leave())
        .containsExactly(halt("a", 5), report("b", 6, STOPPED, ResultReason.SHUTDOWN, ""));
    assertThat(supervisor.assigned(assignment(3, web("c", 8)))).isEmpty();
    assertThat(supervisor.ended(grant("a", 5), exited("exit code 143"), 0))
        .containsExactly(report("a", 5, STOPPED, ResultReason.SHUTDOWN, "exit code 143"));
    assertThat(supervisor.isIdle()).isTrue();
  }

  @Test
  void answersAboutAnEpochThatIsNotRunAreIgnored() {
    running("a", 5);

    assertThat(supervisor.ended(grant("a", 4), exited(""), 0)).isEmpty();
    assertThat(supervisor.ready(grant("b", 1))).isEmpty();
    assertThat(supervisor.unhealthy(grant("a", 6), "", 0)).isEmpty();
    assertThat(supervisor.living()).containsExactly(grant("a", 5));
  }

  @Test
  void aTopicThatWasCreatedAnewBeginsANewHistory() {
    running("a", 5);
    var anew = assignment(0);
    anew.getDecidedAt().setTopicId("another");

    assertThat(supervisor.assigned(anew)).containsExactly(halt("a", 5));
  }

  @Test
  void aLeasedWorkloadWaitsForTheLease() {
    assertThat(supervisor.assigned(assignment(1, leased("a", 5), web("b", 6))))
        .containsExactly(launch("b", 6));

    assertThat(supervisor.leaseHeld()).containsExactly(launchLeased("a", 5));
    assertThat(supervisor.leaseHeld()).isEmpty();
  }

  @Test
  void whatNeedsTheLeaseIsKilledWhenItIsOverAndTheRestGoesOn() {
    running("b", 6);
    supervisor.leaseHeld();
    supervisor.assigned(assignment(2, web("b", 6), leased("a", 7)));
    supervisor.launched(grant("a", 7), 0);

    assertThat(supervisor.leaseOver()).containsExactly(new Step.Kill(grant("a", 7)));
    assertThat(supervisor.isFreeOfLeased()).isFalse();
    assertThatThrownBy(() -> supervisor.succeed(INCARNATION + 1))
        .isInstanceOf(IllegalStateException.class);

    assertThat(supervisor.ended(grant("a", 7), exited("exit code 137"), SECOND))
        .containsExactly(report("a", 7, STOPPED, ResultReason.LEASE_OVER, "exit code 137"));
    assertThat(supervisor.isFreeOfLeased()).isTrue();
    assertThat(supervisor.living()).containsExactly(grant("b", 6));
  }

  @Test
  void nothingLeasedIsLaunchedBetweenTwoIncarnations() {
    supervisor.leaseHeld();
    supervisor.leaseOver();

    assertThat(supervisor.assigned(assignment(1, leased("a", 5)))).isEmpty();
    assertThat(supervisor.leaseHeld()).isEmpty();
  }

  @Test
  void theNextIncarnationDoesNotRunWhatTheOneBeforeWasGrantedUnderALease() {
    supervisor.assigned(assignment(1, leased("a", 5)));

    assertThat(supervisor.leaseOver())
        .containsExactly(report("a", 5, STOPPED, ResultReason.LEASE_OVER, ""));
    supervisor.succeed(INCARNATION + 1);

    assertThat(supervisor.leaseHeld()).isEmpty();
  }

  @Test
  void whatRunsWithoutALeaseGoesOnUntilTheNextIncarnationIsToldOtherwise() {
    running("a", 5);
    supervisor.leaseOver();
    supervisor.succeed(INCARNATION + 1);

    assertThat(supervisor.assigned(assignmentFor(INCARNATION, 2))).isEmpty();
    assertThat(supervisor.living()).containsExactly(grant("a", 5));

    assertThat(supervisor.assigned(assignmentFor(INCARNATION + 1, 3, web("a", 9))))
        .containsExactly(halt("a", 5));
  }

  @Test
  void aLeaseIsRefusedInWordsWhereItCannotBeKept() {
    var steps =
        supervisor.assigned(assignment(1, new AssignedWorkload("a", 5L, "job", Fencing.LEASE)));

    assertThat(steps)
        .containsExactly(
            report(
                "a",
                5,
                REFUSED,
                ResultReason.NO_FENCING,
                "fencing: lease was asked for and cannot be kept here: it has no cgroup"));
  }

  @Test
  void whatIsNotTheDispatchersWordIsRefusedAndChangesNothing() {
    running("a", 5);

    var steps = supervisor.unauthentic(assignment(9, web("a", 7)));

    var refused =
        report(
            "a",
            7,
            REFUSED,
            ResultReason.UNAUTHENTIC,
            "the assignment is not signed with the dispatcher's key");
    assertThat(steps).containsExactly(refused);
    assertThat(((Step.Report) refused).closes()).isFalse();
    assertThat(supervisor.assigned(assignment(2, web("a", 7)))).containsExactly(halt("a", 5));
  }

  @Test
  void aCopyOfAMachineDoesNotSpeakForWhatTheOriginalRuns() {
    assertThat(supervisor.leftOverElsewhere(grant("a", 5)))
        .containsExactly(new Step.Close(grant("a", 5)));
    supervisor.leaseHeld();
    assertThat(supervisor.assigned(assignment(1, leased("a", 5))))
        .containsExactly(report("a", 5, REFUSED, ResultReason.STALE_EPOCH, "the epoch is closed"));
  }

  @Test
  void anAdoptedWorkloadIsReconciledLikeOneThatWasLaunchedHere() {
    supervisor.adopt(grant("a", 5), "web", Fencing.LEASE);
    supervisor.adopt(grant("b", 6), "web", Fencing.NONE);
    supervisor.launched(grant("a", 5), 0);
    supervisor.launched(grant("b", 6), 0);
    supervisor.leaseHeld();

    assertThat(supervisor.assigned(assignment(1, leased("a", 5)))).containsExactly(halt("b", 6));
  }

  private void running(String workload, long epoch) {
    supervisor.assigned(assignment(1, web(workload, epoch)));
    supervisor.launched(grant(workload, epoch), 0);
    supervisor.ready(grant(workload, epoch));
  }
}
