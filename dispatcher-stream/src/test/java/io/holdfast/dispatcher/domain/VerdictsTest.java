package io.holdfast.dispatcher.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.dispatcher.domain.replay.Difference;
import io.holdfast.dispatcher.domain.replay.Difference.What;
import io.holdfast.dispatcher.domain.replay.Verdicts;
import io.holdfast.records.LogPosition;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Progress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerdictsTest {

  private final Verdicts verdicts = new Verdicts(millis -> true);
  private final NodeStatus alive = Records.status("n", 1, NodeState.ALIVE, 10, 1_000);
  private final NodeStatus dead = Records.status("n", 1, NodeState.DEAD, 20, 2_000);

  {
    verdicts.covers(Records.HEARTBEATS, 0, 0, 100);
    verdicts.told(
        Progress.newBuilder()
            .setJudged(new LogPosition(Records.HEARTBEATS, 0, 50L))
            .setEndOffset(50)
            .setObservedMillis(0)
            .setJudgedAtMillis(0)
            .setPublishedAtMillis(0)
            .setNodes(Map.of())
            .build());
  }

  @Test
  void whatIsJudgedAndToldAlikeIsNoDifference() {
    verdicts.judged(alive);
    verdicts.told(alive);
    verdicts.told(NodeStatus.newBuilder(alive).setSequence(99).setHeardAtMillis(9_000).build());

    assertThat(verdicts.differences()).isEmpty();
  }

  /** Seen where a cluster was away for long: one record ended a node's last two incarnations. */
  @Test
  void twoIncarnationsOfANodeMayEndAtOneRecord() {
    for (long incarnation : List.of(1L, 2L)) {
      NodeStatus ended = Records.status("n", incarnation, NodeState.ENDED, 30, 3_000);
      verdicts.judged(ended);
      verdicts.told(ended);
    }

    assertThat(verdicts.differences()).isEmpty();
    assertThat(verdicts.size()).isEqualTo(2);
  }

  @Test
  void aVerdictThatNoHeartbeatBringsIsForeign() {
    verdicts.judged(alive);
    verdicts.told(alive);
    verdicts.told(dead);

    assertThat(found()).containsExactly(What.FOREIGN);
  }

  @Test
  void aVerdictThatWasNeverToldIsMissing() {
    verdicts.judged(dead);

    assertThat(found()).containsExactly(What.MISSING);
  }

  @Test
  void aVerdictThatMayStillBeOnItsWayIsNotMissing() {
    verdicts.judged(Records.status("n", 1, NodeState.DEAD, 60, 2_000));

    assertThat(verdicts.differences()).isEmpty();
  }

  @Test
  void aVerdictToldOtherwiseIsAltered() {
    verdicts.judged(dead);
    verdicts.told(NodeStatus.newBuilder(dead).setPool("another").build());

    assertThat(found()).containsExactly(What.ALTERED);
  }

  @Test
  void aVerdictFromBeforeTheHeartbeatsThatAreLeftIsNotCompared() {
    verdicts.covers(Records.HEARTBEATS, 0, 15, 100);
    verdicts.told(alive);

    assertThat(verdicts.differences()).isEmpty();
  }

  private List<What> found() {
    return verdicts.differences().stream().map(Difference::what).toList();
  }
}
