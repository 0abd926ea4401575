package io.holdfast.agent.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** What became of heartbeats. */
public final class BeatMetrics {

  private final MeterRegistry registry;
  private final Counter sent;
  private final Counter acknowledged;
  private final Timer lateness;

  public BeatMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.sent = counter("sent", "none");
    this.acknowledged = counter("acknowledged", "none");
    this.lateness =
        Timer.builder("holdfast.agent.timer.lateness")
            .description("How late the heartbeat's timer fired")
            .register(registry);
  }

  void sent() {
    sent.increment();
  }

  void acknowledged() {
    acknowledged.increment();
  }

  void failed(Exception failure) {
    counter("failed", failure.getClass().getSimpleName()).increment();
  }

  void late(long nanos) {
    lateness.record(nanos, TimeUnit.NANOSECONDS);
  }

  private Counter counter(String outcome, String reason) {
    return Counter.builder("holdfast.agent.heartbeats")
        .description("Heartbeats by what became of them")
        .tag("outcome", outcome)
        .tag("reason", reason)
        .register(registry);
  }
}
