package io.holdfast.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BootClockTest {

  @Test
  void hundredthsBecomeNanoseconds() {
    assertThat(BootClock.parse("12345.07 23456.78\n")).isEqualTo(12_345_070_000_000L);
    assertThat(BootClock.parse("0.99 0.00\n")).isEqualTo(990_000_000L);
  }

  @Test
  void itGoesOnWithTheMachine() {
    var clock = new BootClock();
    long before = clock.getAsLong();
    long nanos = System.nanoTime();
    while (System.nanoTime() - nanos < 3 * BootClock.STEP_NANOS) {
      Thread.onSpinWait();
    }

    assertThat(clock.getAsLong() - before).isBetween(BootClock.STEP_NANOS, 60_000_000_000L);
  }
}
