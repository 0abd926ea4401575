package io.holdfast.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchedulerTest {

  private final Scheduler scheduler = new Scheduler();
  private final List<Long> happened = new ArrayList<>();

  @Test
  void whatIsDueHappensInOrderOfTime() {
    // Given
    Dice dice = Dice.of(1, "times");
    for (int i = 0; i < 5_000; i++) {
      scheduler.at(dice.between(0, 1_000), () -> happened.add(scheduler.now()));
    }

    // When
    scheduler.runUntil(1_000);

    // Then
    assertThat(happened).hasSize(5_000).isSorted();
  }

  @Test
  void whatFallsOnOneInstantHappensAsItWasScheduled() {
    for (long i = 0; i < 100; i++) {
      long number = i;
      scheduler.at(7, () -> happened.add(number));
    }

    scheduler.runUntil(7);

    assertThat(happened).hasSize(100).isSorted();
  }

  @Test
  void nothingHappensBeforeItsTime() {
    scheduler.at(8, () -> happened.add(8L));

    scheduler.runUntil(7);

    assertThat(happened).isEmpty();
    assertThat(scheduler.now()).isEqualTo(7);
  }
}
