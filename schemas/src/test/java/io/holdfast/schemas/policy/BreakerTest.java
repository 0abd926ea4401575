package io.holdfast.schemas.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.records.Decision;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.LogPosition;
import java.util.List;
import org.junit.jupiter.api.Test;

class BreakerTest {

  private static final Decision TRIPPED =
      decision(1, DecisionKind.BREAKER, null, "BREAKER_TRIPPED");
  private static final Decision HELD = decision(2, DecisionKind.HOLD, "w1", "BREAKER_TRIPPED");
  private static final Decision RESET = decision(4, DecisionKind.BREAKER, null, "RESET_REPLAY");

  private final Breaker breaker = new Breaker();

  @Test
  void aTrippedOneHoldsWhatWasHeldSince() {
    take(TRIPPED, HELD);

    assertThat(breaker.isTripped()).isTrue();
    assertThat(breaker.last()).contains(TRIPPED);
    assertThat(breaker.held()).containsExactly("w1");
  }

  @Test
  void whatWasDecidedAfterwardsIsHeldNoMore() {
    take(TRIPPED, HELD, decision(3, DecisionKind.FAILOVER, "w1", "NODE_LEFT"));

    assertThat(breaker.isTripped()).isTrue();
    assertThat(breaker.held()).isEmpty();
  }

  @Test
  void aResetClosesIt() {
    take(TRIPPED, HELD, RESET);

    assertThat(breaker.isTripped()).isFalse();
    assertThat(breaker.last()).contains(RESET);
    assertThat(breaker.held()).isEmpty();
  }

  @Test
  void oneThatNeverTrippedIsClosed() {
    take(
        decision(3, DecisionKind.PLACE, "w1", "NEW"),
        decision(4, DecisionKind.HOLD, "w2", "LEASE_NOT_OVER"));

    assertThat(breaker.isTripped()).isFalse();
    assertThat(breaker.last()).isEmpty();
    assertThat(breaker.held()).isEmpty();
  }

  @Test
  void aHeldFailoverProvesATripThatIsNoLongerKept() {
    take(HELD);

    assertThat(breaker.isTripped()).isTrue();
    assertThat(breaker.last()).contains(HELD);
    assertThat(breaker.held()).containsExactly("w1");
  }

  private void take(Decision... decisions) {
    List.of(decisions).forEach(breaker::decided);
  }

  private static Decision decision(long offset, DecisionKind kind, String workload, String reason) {
    return Decision.newBuilder()
        .setId("0-" + offset + "-0")
        .setPool("gpu")
        .setKind(kind)
        .setTrigger(new LogPosition("AAAAAAAAAAAAAAAAAAAAAA", 0, offset))
        .setIndex(0)
        .setTriggeredBy("a test")
        .setDecidedAtMillis(offset)
        .setWorkload(workload)
        .setNode(null)
        .setChosen(null)
        .setEpoch(null)
        .setCandidates(List.of())
        .setReason(reason)
        .setWhy("for the test")
        .setPolicyVersion(0)
        .build();
  }
}
