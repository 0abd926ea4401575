package io.holdfast.health.stream;

import io.holdfast.health.domain.liveness.Liveness;
import io.holdfast.health.domain.liveness.PoolCount;
import io.holdfast.health.domain.liveness.Tally;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The meters of one partition of heartbeats, while this instance judges it. */
final class PartitionMeters {

  /** The partition as last told; counts are since this instance took it. */
  private record Told(
      long heartbeats,
      long stale,
      long missed,
      long afterEnd,
      long conflicts,
      long pulses,
      long graces,
      double frozenSeconds,
      int sessions,
      long lag,
      double lagSeconds,
      List<PoolCount> nodes) {

    static Told of(Liveness liveness, long lag, long lagMillis) {
      Tally tally = liveness.tally();
      return new Told(
          tally.heartbeats(),
          tally.stale(),
          tally.missed(),
          tally.afterEnd(),
          tally.conflicts(),
          tally.pulses(),
          tally.graces(),
          liveness.notCountedNanos() / 1e9,
          liveness.sessions(),
          Math.max(0, lag),
          Math.max(0, lagMillis) / 1e3,
          liveness.nodesByPool());
    }
  }

  private static final Told NOTHING = new Told(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, List.of());

  private final MeterRegistry registry;
  private final String partition;
  private final List<Meter> meters = new ArrayList<>();
  private volatile Told told = NOTHING;

  PartitionMeters(MeterRegistry registry, int partition) {
    this.registry = registry;
    this.partition = Integer.toString(partition);
    count("heartbeats", Told::heartbeats);
    count("heartbeats.stale", Told::stale);
    count("heartbeats.missed", Told::missed);
    count("heartbeats.after.end", Told::afterEnd);
    count("conflicts", Told::conflicts);
    count("pulses.seen", Told::pulses);
    count("graces", Told::graces);
    count("frozen.seconds", Told::frozenSeconds);
    gauge("sessions", Told::sessions);
    gauge("lag", Told::lag);
    gauge("lag.seconds", Told::lagSeconds);
  }

  void tell(Liveness liveness, long lag, long lagMillis) {
    told = Told.of(liveness, lag, lagMillis);
  }

  List<PoolCount> nodes() {
    return told.nodes();
  }

  /** Takes the meters away: another instance has the partition now. */
  void remove() {
    meters.forEach(registry::remove);
  }

  private void count(String name, ToDoubleFunction<Told> value) {
    meters.add(
        FunctionCounter.builder(
                HealthMetrics.PREFIX + name, this, meter -> value.applyAsDouble(meter.told))
            .tag("partition", partition)
            .register(registry));
  }

  private void gauge(String name, ToDoubleFunction<Told> value) {
    meters.add(
        Gauge.builder(HealthMetrics.PREFIX + name, this, meter -> value.applyAsDouble(meter.told))
            .tag("partition", partition)
            .register(registry));
  }
}
