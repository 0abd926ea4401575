package io.holdfast.agent.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IncarnationTest {

  @Test
  void theFirstIsTheTimeOfItsBegin() {
    var first = Incarnation.first("boot", 1_700_000_000_000L);

    assertThat(first.number()).isEqualTo(1_700_000_000_000L);
    assertThat(first.predecessor()).isEmpty();
  }

  @Test
  void aSuccessorNamesItsPredecessorAndIsAtLeastTheTimeOfItsBegin() {
    var successor = Incarnation.first("boot", 1_000).successor("boot", 5_000);

    assertThat(successor.number()).isEqualTo(5_000);
    assertThat(successor.predecessor()).contains(1_000L);
  }

  @Test
  void aSuccessorIsGreaterAlsoWhenTheClockWentBack() {
    assertThat(Incarnation.first("boot", 5_000).successor("boot", 10).number()).isEqualTo(5_001);
  }

  @Test
  void anotherBootIdMeansThatNothingOfItLives() {
    assertThat(Incarnation.first("boot", 1).isOfBoot("boot")).isTrue();
    assertThat(Incarnation.first("boot", 1).isOfBoot("other")).isFalse();
  }
}
