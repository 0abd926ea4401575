package io.holdfast.backup.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class CaptureMetricsTest {

  @Test
  void whatTheSlotHoldsBackIsNoNumberUntilItWasMeasured() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    CaptureMetrics metrics = new CaptureMetrics(registry);
    assertThat(registry.get("holdfast.capture.retained.wal").gauge().value()).isNaN();

    metrics.retained(42);

    assertThat(registry.get("holdfast.capture.retained.wal").gauge().value()).isEqualTo(42);
  }
}
