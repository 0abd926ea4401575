package io.holdfast.agent.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RestartPolicyTest {

  private final RestartPolicy policy = new RestartPolicy(3, 10, 50, 1_000);

  @Test
  void theBackOffDoublesUpToTheLongest() {
    assertThat(policy.backOff(1)).isEqualTo(10);
    assertThat(policy.backOff(2)).isEqualTo(20);
    assertThat(policy.backOff(3)).isEqualTo(40);
    assertThat(policy.backOff(4)).isEqualTo(50);
    assertThat(policy.backOff(1_000)).isEqualTo(50);
  }

  @Test
  void theLimitCountsRestartsNotFailures() {
    assertThat(policy.isExhausted(3)).isFalse();
    assertThat(policy.isExhausted(4)).isTrue();
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> new RestartPolicy(-1, 10, 50, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RestartPolicy(1, 60, 50, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
