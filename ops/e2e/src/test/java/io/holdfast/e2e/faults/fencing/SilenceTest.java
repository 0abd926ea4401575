package io.holdfast.e2e.faults.fencing;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.records.Decision;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.records.LogPosition;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.StatusCause;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SilenceTest {

  private static final LogPosition SOMEWHERE = new LogPosition("topic", 0, 7L);

  @Test
  void whoIsCalledDeadOrEndedForSilenceIsNamed() {
    assertThat(
            complaints(
                verdict("n1", 5, "boot", NodeState.DEAD, StatusCause.SILENT),
                verdict("n2", 5, "boot", NodeState.ENDED, StatusCause.LEASE_OVER),
                verdict("n3", 5, "boot", NodeState.SUSPECT, StatusCause.SILENT)))
        .containsExactly(
            "n1 DEAD SILENT after 900 ms of silence",
            "n2 ENDED LEASE_OVER after 900 ms of silence");
  }

  @Test
  void anIncarnationThatEndedItselfMayEnd() {
    assertThat(
            complaints(
                verdict("n1", 5, "boot", NodeState.ENDED, StatusCause.SUCCEEDED),
                verdict("n1", 6, "boot", NodeState.ALIVE, StatusCause.JOINED),
                verdict("n2", 5, "boot", NodeState.ENDED, StatusCause.LEASE_OVER),
                verdict("n2", 9, "boot", NodeState.ALIVE, StatusCause.JOINED)))
        .isEmpty();
  }

  @Test
  void aSuccessorOnAnotherBootExcusesNothing() {
    assertThat(
            complaints(
                verdict("n1", 5, "boot", NodeState.ENDED, StatusCause.LEASE_OVER),
                verdict("n1", 9, "another", NodeState.ALIVE, StatusCause.JOINED)))
        .hasSize(1);
  }

  @Test
  void whatIsSaidOfEarlierIncarnationsIsNoNews() {
    assertThat(complaints(verdict("n1", 4, "boot", NodeState.ENDED, StatusCause.LEASE_OVER)))
        .isEmpty();
  }

  @Test
  void failoversAreNamedUnlessTheNodeIsGivenItsWorkAgain() {
    var silence =
        new Silence(
            Map.of(),
            List.of(),
            List.of(
                failover("n1", "NODE_DEAD"),
                failover("n1", "NODE_ENDED"),
                failover("n1", "NODE_RESTARTED")),
            Set.of());

    assertThat(silence.complaints()).containsExactly("0-7-0: db: why", "0-7-0: db: why");
  }

  @Test
  void aNodeThatWasStarvedIsExcused() {
    var silence =
        new Silence(
            Map.of("n1", 5L),
            List.of(verdict("n1", 5, "boot", NodeState.DEAD, StatusCause.SILENT)),
            List.of(failover("n1", "NODE_DEAD")),
            Set.of("n1"));

    assertThat(silence.complaints()).isEmpty();
  }

  private static List<String> complaints(NodeStatus... verdicts) {
    var before = Map.of("n1", 5L, "n2", 5L, "n3", 5L);
    return new Silence(before, List.of(verdicts), List.of(), Set.of()).complaints();
  }

  private static NodeStatus verdict(
      String node, long incarnation, String boot, NodeState state, StatusCause cause) {
    return NodeStatus.newBuilder()
        .setNode(node)
        .setPool("pool")
        .setIncarnation(incarnation)
        .setBootId(boot)
        .setState(state)
        .setCause(cause)
        .setMode(HeartbeatMode.NORMAL)
        .setDecidedAt(SOMEWHERE)
        .setSilenceMillis(900)
        .setDeadlineMillis(0)
        .setObservedMillis(0)
        .setDecidedAtMillis(0)
        .setHeardAtMillis(0)
        .setSequence(1)
        .setIntervalMillis(200)
        .setLeaseMillis(3_000)
        .build();
  }

  private static Decision failover(String node, String reason) {
    return Decision.newBuilder()
        .setId("0-7-0")
        .setPool("pool")
        .setKind(DecisionKind.FAILOVER)
        .setTrigger(SOMEWHERE)
        .setIndex(0)
        .setTriggeredBy("a verdict")
        .setDecidedAtMillis(0)
        .setWorkload("db")
        .setNode(node)
        .setChosen("n9")
        .setEpoch(8L)
        .setCandidates(List.of())
        .setReason(reason)
        .setWhy("why")
        .setPolicyVersion(1)
        .build();
  }
}
