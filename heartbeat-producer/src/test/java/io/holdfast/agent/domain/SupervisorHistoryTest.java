package io.holdfast.agent.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Generated histories of assignments, deaths, freezes and agent crashes; what must always hold. */
class SupervisorHistoryTest {

  private static final int HISTORIES = 500;

  @Test
  void noEpochIsRunTwiceNoWorkloadInTwoProcessesAndEveryGrantIsAnswered() {
    for (long seed = 0; seed < HISTORIES; seed++) {
      var world = new NodeWorld(seed);

      world.live(400);
      world.settle();

      assertThat(world.violations()).as("seed %d", seed).isEmpty();
      assertThat(world.running()).as("seed %d", seed).isEqualTo(world.wanted());
    }
  }

  @Test
  void theSameHistoryBringsTheSameSteps() {
    for (long seed = 0; seed < HISTORIES; seed++) {
      var one = new NodeWorld(seed);
      var other = new NodeWorld(seed);

      one.live(100);
      other.live(100);

      assertThat(one.story()).as("seed %d", seed).isEqualTo(other.story());
    }
  }
}
