package io.holdfast.health.stream;

import io.holdfast.health.domain.liveness.Liveness;
import io.holdfast.health.domain.liveness.PoolCount;
import io.holdfast.records.LoadBalance;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.StatusCause;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The meters of health-stream, under {@code holdfast.health}. Fed from stream threads, about
 * partitions each second of observed time; read from any.
 */
public final class HealthMetrics {

  static final String PREFIX = "holdfast.health.";

  private final MeterRegistry registry;
  private final MultiGauge nodes;
  private final Timer pulseGap;
  private final Map<Edge, Counter> verdicts = new ConcurrentHashMap<>();
  private final Map<NodeState, Timer> latencies = new ConcurrentHashMap<>();
  private final Map<Integer, PartitionMeters> partitions = new ConcurrentHashMap<>();
  private final Map<String, Degree> degrees = new ConcurrentHashMap<>();

  public HealthMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.nodes = MultiGauge.builder(PREFIX + "nodes").baseUnit("nodes").register(registry);
    this.pulseGap =
        Timer.builder(PREFIX + "pulse.gap")
            .description("Longest time between two pulses of a partition, in each second of it")
            .publishPercentileHistogram()
            .register(registry);
  }

  /** A record that went to the dead letters. */
  void deadLetter(String topic, String reason) {
    registry
        .counter(PREFIX + "dead.letters", Tags.of("topic", topic, "reason", reason))
        .increment();
  }

  /** For how long a partition stood still for a step of its checkpoint. */
  void checkpoint(String store, long nanos) {
    Timer.builder(PREFIX + "checkpoint")
        .description("Pause of a partition for a step of its checkpoint")
        .tag("store", store)
        .register(registry)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  /** A kind of verdict. Its counter is kept: to find one by its tags is a tenth of a verdict. */
  private record Edge(NodeState state, StatusCause cause) {}

  /** A new verdict, and how long after its deadline it is published. */
  void verdict(NodeStatus status, long brokerMillis) {
    verdicts
        .computeIfAbsent(new Edge(status.getState(), status.getCause()), this::counter)
        .increment();
    if (status.getDeadlineMillis() > 0) {
      long overdue = status.getSilenceMillis() - status.getDeadlineMillis();
      long onTheWay = System.currentTimeMillis() - brokerMillis;
      latencies
          .computeIfAbsent(status.getState(), this::latency)
          .record(Math.max(0, overdue + onTheWay), TimeUnit.MILLISECONDS);
    }
  }

  private Counter counter(Edge edge) {
    return registry.counter(
        PREFIX + "verdicts", "state", edge.state().name(), "cause", edge.cause().name());
  }

  private Timer latency(NodeState state) {
    return Timer.builder(PREFIX + "verdict.latency")
        .description("From the deadline that passed to the verdict published")
        .publishPercentileHistogram()
        .tag("state", state.name())
        .register(registry);
  }

  /**
   * How a partition of heartbeats stands.
   *
   * @param lag records not judged yet
   * @param lagMillis age of the newest one judged, beside the newest one known
   */
  void liveness(int partition, Liveness liveness, long lag, long lagMillis) {
    pulseGap.record(liveness.tally().takeLongestGapMillis(), TimeUnit.MILLISECONDS);
    partitions
        .computeIfAbsent(partition, number -> new PartitionMeters(registry, number))
        .tell(liveness, lag, lagMillis);
    countNodes();
  }

  /** The partition went to another instance. */
  void livenessLeft(int partition) {
    PartitionMeters left = partitions.remove(partition);
    if (left != null) {
      left.remove();
    }
    countNodes();
  }

  private synchronized void countNodes() {
    var counts = new TreeMap<String, TreeMap<NodeState, Long>>();
    for (PartitionMeters partition : partitions.values()) {
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

  /** A window that closed, of a pool in that partition of load samples. */
  void balance(int partition, LoadBalance balance) {
    if (balance.getDegree() != null) {
      degrees
          .computeIfAbsent(balance.getPool(), pool -> new Degree(registry, pool, partition))
          .tell(balance.getDegree());
    }
  }

  /** The partition of load samples went to another instance. */
  void balanceLeft(int partition) {
    degrees
        .values()
        .removeIf(
            degree -> {
              boolean left = degree.partition == partition;
              if (left) {
                registry.remove(degree.gauge);
              }
              return left;
            });
  }

  /** The degree of one pool, while this instance measures it. */
  private static final class Degree {
    private final int partition;
    private final Gauge gauge;
    private volatile double value = Double.NaN;

    Degree(MeterRegistry registry, String pool, int partition) {
      this.partition = partition;
      this.gauge =
          Gauge.builder(PREFIX + "degree", this, degree -> degree.value)
              .tag("pool", pool)
              .register(registry);
    }

    void tell(double degree) {
      value = degree;
    }
  }
}
