package io.holdfast.agent.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.agent.domain.Beats.Beat;
import org.junit.jupiter.api.Test;

class BeatsTest {

  private final Beats beats = new Beats(100, 10);

  @Test
  void aBeatOnTimeIsNotLate() {
    assertThat(beats.fire(100)).isEqualTo(new Beat(1, 0));
    assertThat(beats.due()).isEqualTo(110);
  }

  @Test
  void aLateBeatSaysHowLateAndDoesNotMoveTheNext() {
    assertThat(beats.fire(104)).isEqualTo(new Beat(1, 4));
    assertThat(beats.due()).isEqualTo(110);
  }

  @Test
  void missedBeatsAreSkippedAndNotSentInABurst() {
    assertThat(beats.fire(137)).isEqualTo(new Beat(1, 37));
    assertThat(beats.due()).isEqualTo(140);
    assertThat(beats.fire(140)).isEqualTo(new Beat(2, 0));
  }
}
