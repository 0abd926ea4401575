package io.holdfast.agent.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IncarnationTest {

  @Test
  void theFirstIsTheTimeOfItsBeginOrALittleLater() {
    var first = Incarnation.first("boot", 1_700_000_000_000L);

    assertThat(first.number()).isBetween(1_700_000_000_000L, 1_700_000_004_095L);
    assertThat(first.predecessor()).isEmpty();
  }

  @Test
  void aSuccessorNamesItsPredecessorAndIsAtLeastTheTimeOfItsBegin() {
    var first = Incarnation.first("boot", 1_000);
    var successor = first.successor("boot", 50_000);

    assertThat(successor.number()).isBetween(50_000L, 54_095L);
    assertThat(successor.predecessor()).contains(first.number());
  }

  @Test
  void aSuccessorIsGreaterAlsoWhenTheClockWentBack() {
    var first = Incarnation.first("boot", 50_000);

    assertThat(first.successor("boot", 10).number()).isEqualTo(first.number() + 4_096);
  }

  @Test
  void twoCopiesOfAMachineDoNotBeginTheSameIncarnationAlsoWhenTheirClocksWentBack() {
    var original = Incarnation.first("boot", 50_000);

    assertThat(original.successor("boot-1", 10).number())
        .isNotEqualTo(original.successor("boot-2", 10).number());
    assertThat(Incarnation.first("boot-1", 50_000).number())
        .isNotEqualTo(Incarnation.first("boot-2", 50_000).number());
  }

  @Test
  void anotherBootIdMeansThatNothingOfItLives() {
    assertThat(Incarnation.first("boot", 1).isOfBoot("boot")).isTrue();
    assertThat(Incarnation.first("boot", 1).isOfBoot("other")).isFalse();
  }
}
