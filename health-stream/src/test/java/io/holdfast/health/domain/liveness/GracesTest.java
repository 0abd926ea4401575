package io.holdfast.health.domain.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GracesTest {

  private final Graces graces = new Graces(Duration.ofSeconds(10), 3, Duration.ofSeconds(1));

  @Test
  void anOutageExcusesASilenceThatBeganWithinManyGraces() {
    beginAt(0, 3, 6, 9);
    int whenHeard = graces.begun();

    beginAt(12);

    assertThat(graces.postpone(whenHeard, seconds(15))).isEqualTo(seconds(22));
  }

  @Test
  void onlyAFewThatBeginWithinASilenceExcuseIt() {
    beginAt(0);
    int whenHeard = graces.begun();

    beginAt(5, 9, 13, 17);

    assertThat(graces.postpone(whenHeard, seconds(11))).isEqualTo(seconds(23));
  }

  @Test
  void oneThatIsOverExcusesNothing() {
    beginAt(0);
    int whenHeard = graces.begun();

    graces.passTo(seconds(10));

    assertThat(graces.postpone(whenHeard, seconds(9))).isEqualTo(seconds(9));
  }

  private void beginAt(long... seconds) {
    for (long second : seconds) {
      graces.passTo(seconds(second));
      graces.begin(seconds(second));
    }
  }

  private static long seconds(long seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }
}
