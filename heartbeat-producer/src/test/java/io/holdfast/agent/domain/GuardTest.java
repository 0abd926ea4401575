package io.holdfast.agent.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GuardTest {

  private final Guard guard = new Guard(100);

  @Test
  void itKillsFromItsNewestDeadlineOn() {
    guard.renew(200);
    guard.renew(150);

    assertThat(guard.mustKill(199)).isFalse();
    assertThat(guard.mustKill(200)).isTrue();
  }

  @Test
  void onceItKillsItIsNotStoppedByADeadline() {
    assertThat(guard.mustKill(100)).isTrue();

    guard.renew(500);

    assertThat(guard.mustKill(101)).isTrue();
    assertThat(guard.deadline()).isEqualTo(100);
  }
}
