package io.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SamplesTest {

  @Test
  void aQuantileIsOneOfTheMeasurements() {
    var samples = new Samples();
    for (int i = 100; i >= 1; i--) {
      samples.add(i);
    }
    assertThat(samples.median()).isEqualTo(50);
    assertThat(samples.quantile(0.99)).isEqualTo(99);
    assertThat(samples.quantile(1)).isEqualTo(100);
    assertThat(samples.mean()).isEqualTo(50.5);
  }

  @Test
  void nothingMeasuredIsNoNumber() {
    assertThat(new Samples().median()).isNaN();
  }
}
