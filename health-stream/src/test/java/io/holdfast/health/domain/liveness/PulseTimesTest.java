package io.holdfast.health.domain.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PulseTimesTest {

  private final PulseTimes pulses = new PulseTimes();

  @Test
  void everyPulseOfARoundOfTheWheelIsKnownHoweverManyThereAre() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    List<Long> times = new ArrayList<>();
    long now = 0;
    for (int i = 0; i < 20_000; i++) {
      now += random.nextInt(4) == 0 ? random.nextInt(300_000_000) : 0;
      assertThat(pulses.next()).as("seed %d", seed).isEqualTo(i);
      pulses.add(now);
      times.add(now);
    }
    for (int i = 0; i < times.size(); i++) {
      if (now - times.get(i) <= Wheel.ROUND_NANOS) {
        assertThat(pulses.at(i)).as("seed %d, pulse %d", seed, i).isEqualTo(times.get(i));
      }
    }
  }

  @Test
  void aPulseThatIsToComeOrWasLetGoIsNotGuessed() {
    assertThatThrownBy(() -> pulses.at(0)).isInstanceOf(IllegalStateException.class);
    pulses.add(1);
    pulses.add(3 * Wheel.ROUND_NANOS);
    assertThat(pulses.at(1)).isEqualTo(3 * Wheel.ROUND_NANOS);
    assertThatThrownBy(() -> pulses.at(0)).hasMessage("pulse 0 is not among 1 to 1");
    assertThatThrownBy(() -> pulses.at(2)).isInstanceOf(IllegalStateException.class);
  }
}
