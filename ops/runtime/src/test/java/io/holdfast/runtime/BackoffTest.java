package io.holdfast.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private final Backoff backoff =
      new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5), "n1".hashCode());

  @Test
  void delaysDoubleUpToTheLongestAndAreSpreadOverTheirUpperHalf() {
    IntStream.range(0, 1_000)
        .forEach(
            attempt -> {
              long full = attempt < 5 ? 200L << attempt : 5_000;
              assertThat(backoff.delay(attempt))
                  .isBetween(Duration.ofMillis(full / 2), Duration.ofMillis(full));
            });
  }

  @Test
  void theSameSeedWaitsTheSameAndAnotherDoesNot() {
    var same = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5), "n1".hashCode());
    var other = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5), "n2".hashCode());

    assertThat(same.delay(3)).isEqualTo(backoff.delay(3)).isNotEqualTo(other.delay(3));
  }
}
