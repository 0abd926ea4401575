package io.holdfast.backup.sink;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;

/** What the sink tells about itself. */
public final class SinkMetrics {

  private final Counter segments;
  private final Counter bytes;
  private volatile Supplier<Rpo> rpo = () -> new Rpo(-1, -1);
  private volatile double storesInSync = Double.NaN;
  private volatile double stores = Double.NaN;

  public SinkMetrics(MeterRegistry registry) {
    segments =
        Counter.builder("holdfast.backup.segments")
            .description("Segments decided")
            .register(registry);
    bytes =
        Counter.builder("holdfast.backup.segment.bytes")
            .baseUnit("bytes")
            .description("Their size as stored")
            .register(registry);
    Gauge.builder("holdfast.backup.rpo", () -> seconds(rpo.get().anyMillis()))
        .tag("durable", "any")
        .baseUnit("seconds")
        .description(
            "Age of the newest transaction that is durable in any store; NaN while unknown")
        .register(registry);
    Gauge.builder("holdfast.backup.rpo", () -> seconds(rpo.get().allMillis()))
        .tag("durable", "all")
        .baseUnit("seconds")
        .description(
            "Age of the newest transaction that is durable in all stores; NaN while unknown")
        .register(registry);
    Gauge.builder("holdfast.backup.stores.in.sync", () -> storesInSync)
        .description("Stores that hold all that is decided")
        .register(registry);
    Gauge.builder("holdfast.backup.stores", () -> stores)
        .description("Stores that are configured")
        .register(registry);
  }

  void segment(long size) {
    segments.increment();
    bytes.increment(size);
  }

  /** Where the figures come from whenever they are asked for: they grow while the sink stands. */
  void rpo(Supplier<Rpo> source) {
    rpo = source;
  }

  private static double seconds(long millis) {
    return millis < 0 ? Double.NaN : millis / 1000.0;
  }

  void stores(int inSync, int configured) {
    storesInSync = inSync;
    stores = configured;
  }
}
