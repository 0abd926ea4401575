package io.holdfast.backup.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.backup.domain.TargetJudge.Verdict;
import io.holdfast.records.Begin;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Four transactions, 1 to 4, that commit at 100 to 400 and at 1 to 4 ms. */
class TargetJudgeTest {

  @Test
  void theEndTakesAll() {
    assertThat(taken(new RestoreTarget.End())).containsExactly(1, 2, 3, 4);
  }

  @Test
  void aTimeTakesWhatHadCommittedByThen() {
    assertThat(taken(new RestoreTarget.Time(2000))).containsExactly(1, 2);
  }

  @Test
  void aTimeEndsAtTheFirstThatIsLaterThoughTheClockWasSetBackAfterIt() {
    TargetJudge judge = new TargetJudge(new RestoreTarget.Time(2500));

    assertThat(Stream.of(1000L, 3000L, 2000L).map(at -> judge.judge(committedAt(at))))
        .containsExactly(Verdict.TAKE, Verdict.STOP, Verdict.STOP);
  }

  private static Begin committedAt(long micros) {
    Begin begin = Records.begin(1, 1, 100);
    begin.setCommittedAtMicros(micros);
    return begin;
  }

  @Test
  void aPositionTakesWhatCommittedBeforeIt() {
    assertThat(taken(new RestoreTarget.BeforeLsn(300))).containsExactly(1, 2);
  }

  @Test
  void throughATransactionTakesItToo() {
    assertThat(taken(new RestoreTarget.ThroughXid(2))).containsExactly(1, 2);
  }

  @Test
  void beforeATransactionLeavesItOut() {
    assertThat(taken(new RestoreTarget.BeforeXid(2))).containsExactly(1);
  }

  @Test
  void aBarrierPassesOverWhatItsSnapshotDidNotSee() {
    assertThat(taken(new RestoreTarget.AtBarrier("b", 350, Snapshot.parse("1:5:2"))))
        .containsExactly(1, 3);
  }

  @Test
  void aTransactionThatIsNotThereIsMissed() {
    TargetJudge judge = new TargetJudge(new RestoreTarget.BeforeXid(9));
    judge.judge(Records.begin(1, 1, 100));

    assertThat(judge.isMissed()).isTrue();
  }

  private static List<Integer> taken(RestoreTarget target) {
    TargetJudge judge = new TargetJudge(target);
    List<Integer> taken = new ArrayList<>();
    for (int xid = 1; xid <= 4; xid++) {
      Verdict verdict = judge.judge(Records.begin(1, xid, xid * 100L));
      if (verdict == Verdict.STOP) {
        break;
      }
      if (verdict == Verdict.TAKE) {
        taken.add(xid);
      }
    }
    return taken;
  }
}
