package io.holdfast.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.simulator.fault.Plan;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulationTest {

  /**
   * Few here, since others test as well; {@code ops/holdfast simulate} runs as many as one likes.
   */
  private static final int RUNS = 10;

  @Test
  void noSeedBreaksAPromise() {
    long starts = 0;
    long deaths = 0;
    for (long seed = 1; seed <= RUNS; seed++) {
      Outcome outcome = Simulation.run(seed);
      assertThat(outcome.breach()).as("seed %d: %s", seed, outcome.faults()).isEmpty();
      starts += outcome.leasedStarts();
      deaths += outcome.deaths();
    }
    assertThat(starts).as("workloads that moved").isGreaterThan(45L * RUNS);
    assertThat(deaths).as("verdicts that were judged").isGreaterThan(RUNS);
  }

  @Test
  void aSeedIsOneStory() {
    // Given
    long seed = 7;

    // When
    List<String> once = Simulation.story(seed, Plan.of(seed));
    List<String> again = Simulation.story(seed, Plan.of(seed));

    // Then
    assertThat(once).hasSizeGreaterThan(200).isEqualTo(again);
  }

  @Test
  void withoutFaultsNothingDies() {
    Outcome outcome = Simulation.run(3, List.of());

    assertThat(outcome.breach()).isEmpty();
    assertThat(outcome.deaths()).isZero();
    assertThat(outcome.leasedStarts()).isGreaterThanOrEqualTo(40);
  }
}
