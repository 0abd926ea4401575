package io.holdfast.agent.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Generated histories of assignments, deaths, freezes and agent crashes; what must always hold. */
class SupervisorHistoryTest {

  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void noEpochIsRunTwiceNoWorkloadInTwoProcessesAndEveryGrantIsAnswered(long seed) {
    var world = new NodeWorld(seed);

    world.live(400);
    world.settle();

    assertThat(world.violations()).as("seed %d", seed).isEmpty();
    assertThat(world.running()).as("seed %d", seed).isEqualTo(world.wanted());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theSameHistoryBringsTheSameSteps(long seed) {
    var one = new NodeWorld(seed);
    var other = new NodeWorld(seed);

    one.live(100);
    other.live(100);

    assertThat(one.story()).as("seed %d", seed).isEqualTo(other.story());
  }
}
