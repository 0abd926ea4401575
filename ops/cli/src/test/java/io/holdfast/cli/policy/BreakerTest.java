package io.holdfast.cli.policy;

import static io.holdfast.cli.Records.decision;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.records.Decision;
import io.holdfast.records.DecisionKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class BreakerTest {

  private static final Decision TRIPPED =
      decision("0-1-0", DecisionKind.BREAKER, null, null, "BREAKER_TRIPPED");
  private static final Decision HELD =
      decision("0-2-0", DecisionKind.HOLD, "w1", "n1", "BREAKER_TRIPPED");

  @Test
  void aTrippedBreakerHoldsWhatWasHeldSince() {
    Breaker breaker = only(List.of(TRIPPED, HELD));

    assertThat(breaker.isTripped()).isTrue();
    assertThat(breaker.held()).containsExactly("w1");
  }

  @Test
  void whatWasDecidedAfterwardsIsHeldNoMore() {
    Decision placed = decision("0-3-0", DecisionKind.FAILOVER, "w1", "n1", "NODE_LEFT");

    assertThat(only(List.of(TRIPPED, HELD, placed)).held()).isEmpty();
  }

  @Test
  void aResetClosesIt() {
    Decision reset = decision("0-4-0", DecisionKind.BREAKER, null, null, "RESET_REPLAY");

    Breaker breaker = only(List.of(TRIPPED, HELD, reset));

    assertThat(breaker.isTripped()).isFalse();
    assertThat(breaker.held()).isEmpty();
  }

  @Test
  void aPoolThatNeverLostManyHasAClosedOne() {
    Decision placed = decision("0-3-0", DecisionKind.PLACE, "w1", null, "NEW");

    assertThat(only(List.of(placed)).isTripped()).isFalse();
  }

  private static Breaker only(List<Decision> decisions) {
    return Breaker.of(decisions).get(0);
  }
}
