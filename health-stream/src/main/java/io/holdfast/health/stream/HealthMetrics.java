package io.holdfast.health.stream;

import io.holdfast.health.domain.liveness.Liveness;
import io.holdfast.health.domain.liveness.PoolCount;
import io.holdfast.records.LoadBalance;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * The meters of health-stream, under {@code holdfast.health}. Fed from stream threads each second
 * of observed time; read from any.
 */
public final class HealthMetrics {

  private static final String PREFIX = "holdfast.health.";

  /** One partition of heartbeats as last told. */
  private record Partition(
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
      List<PoolCount> nodes) {}

  private final MeterRegistry registry;
  private final MultiGauge nodes;
  private final Map<Integer, Partition> partitions = new ConcurrentHashMap<>();
  private final Map<String, Double> degrees = new ConcurrentHashMap<>();

  public HealthMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.nodes = MultiGauge.builder(PREFIX + "nodes").baseUnit("nodes").register(registry);
  }

  /** A record that went to the dead letters. */
  void deadLetter(String topic, String reason) {
    registry
        .counter(PREFIX + "dead.letters", Tags.of("topic", topic, "reason", reason))
        .increment();
  }

  /** A new verdict, and how long after its deadline it is published. */
  void verdict(NodeStatus status, long brokerMillis) {
    String state = status.getState().name();
    registry
        .counter(PREFIX + "verdicts", "state", state, "cause", status.getCause().name())
        .increment();
    if (status.getDeadlineMillis() > 0) {
      long overdue = status.getSilenceMillis() - status.getDeadlineMillis();
      long onTheWay = System.currentTimeMillis() - brokerMillis;
      Timer.builder(PREFIX + "verdict.latency")
          .description("From the deadline that passed to the verdict published")
          .publishPercentileHistogram()
          .tag("state", state)
          .register(registry)
          .record(Math.max(0, overdue + onTheWay), TimeUnit.MILLISECONDS);
    }
  }

  /** How a partition of heartbeats stands. */
  void liveness(int partition, Liveness liveness, long lag) {
    var tally = liveness.tally();
    var told =
        new Partition(
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
            liveness.nodesByPool());
    if (partitions.put(partition, told) == null) {
      gauges(partition);
    }
    countNodes();
  }

  /** The partition went to another instance. */
  void livenessLeft(int partition) {
    partitions.remove(partition);
    countNodes();
  }

  private void gauges(int partition) {
    gauge(partition, "heartbeats", Partition::heartbeats);
    gauge(partition, "heartbeats.stale", Partition::stale);
    gauge(partition, "heartbeats.missed", Partition::missed);
    gauge(partition, "heartbeats.after.end", Partition::afterEnd);
    gauge(partition, "conflicts", Partition::conflicts);
    gauge(partition, "pulses.seen", Partition::pulses);
    gauge(partition, "graces", Partition::graces);
    gauge(partition, "frozen.seconds", Partition::frozenSeconds);
    gauge(partition, "sessions", Partition::sessions);
    gauge(partition, "lag", Partition::lag);
  }

  private void gauge(int partition, String name, ToDoubleFunction<Partition> value) {
    Gauge.builder(PREFIX + name, () -> valueOf(partition, value))
        .tag("partition", Integer.toString(partition))
        .register(registry);
  }

  /** NaN for a partition that another instance has now. */
  private double valueOf(int partition, ToDoubleFunction<Partition> value) {
    Partition told = partitions.get(partition);
    return told == null ? Double.NaN : value.applyAsDouble(told);
  }

  private synchronized void countNodes() {
    var counts = new TreeMap<String, TreeMap<NodeState, Long>>();
    for (Partition partition : partitions.values()) {
      for (PoolCount count : partition.nodes()) {
        counts
            .computeIfAbsent(count.pool(), pool -> new TreeMap<>())
            .merge(count.state(), (long) count.nodes(), Long::sum);
      }
    }
    var rows = new ArrayList<MultiGauge.Row<?>>();
    counts.forEach(
        (pool, states) ->
            states.forEach(
                (state, count) ->
                    rows.add(
                        MultiGauge.Row.of(Tags.of("pool", pool, "state", state.name()), count))));
    nodes.register(rows, true);
  }

  /** A window that closed. */
  void balance(LoadBalance balance) {
    if (balance.getDegree() == null) {
      return;
    }
    String pool = balance.getPool();
    if (degrees.put(pool, balance.getDegree()) == null) {
      Gauge.builder(PREFIX + "degree", () -> degrees.get(pool))
          .tag("pool", pool)
          .register(registry);
    }
  }
}
