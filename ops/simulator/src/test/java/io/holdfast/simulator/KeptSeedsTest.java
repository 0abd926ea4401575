package io.holdfast.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.simulator.fault.Fault;
import io.holdfast.simulator.fault.Kind;
import io.holdfast.simulator.fault.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What broke a promise once is kept. */
class KeptSeedsTest {

  @TempDir private Path directory;

  static Stream<Path> kept() throws IOException {
    return Files.list(Path.of("src/test/resources/io/holdfast/simulator/kept")).sorted();
  }

  @ParameterizedTest
  @MethodSource("kept")
  void whatBrokeAPromiseOnceKeepsIt(Path file) throws IOException {
    KeptSeed kept = KeptSeed.read(file);

    assertThat(kept.run().breach()).as("%s: %s", file, kept.words()).isEmpty();
  }

  @Test
  void aSeedIsReadAsItWasWritten() throws IOException {
    // Given
    var faults = List.of(new Fault(Kind.TWIN, 50_000, 1_234, 17, 999), Plan.of(1).get(0));
    var outcome = new Outcome(42, faults, Optional.of("it broke"), 0, 0, 0);

    // When
    KeptSeed read = KeptSeed.read(KeptSeed.of(outcome).writeTo(directory));

    // Then
    assertThat(read).isEqualTo(new KeptSeed(42, faults, "it broke"));
  }
}
