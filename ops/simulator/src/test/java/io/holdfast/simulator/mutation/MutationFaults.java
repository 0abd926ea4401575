package io.holdfast.simulator.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.simulator.Simulation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether the judges can fail: the product without one of its rules must break a promise. */
class MutationFaults {

  private static final int RUNS = 10_000;
  private static final Path ROOT = Path.of(System.getProperty("holdfast.home"));

  static List<Mutation> mutations() {
    return Mutation.all();
  }

  @ParameterizedTest
  @MethodSource("mutations")
  void aProductWithoutTheRuleBreaksAPromise(Mutation mutation) throws Exception {
    Mutant mutant = Mutant.of(mutation, ROOT);

    Optional<String> breach = Optional.empty();
    long seed = 0;
    while (breach.isEmpty() && seed < RUNS) {
      breach = mutant.run(++seed);
    }

    System.out.printf("without \"%s\": run %d: %s%n", mutation, seed, breach.orElse("kept"));
    assertThat(breach).as("without \"%s\", after %d runs", mutation, seed).isPresent();
    assertThat(Simulation.run(seed).breach()).as("with the rule, seed %d", seed).isEmpty();
  }
}
