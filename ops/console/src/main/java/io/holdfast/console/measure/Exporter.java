package io.holdfast.console.measure;

import io.holdfast.console.domain.Chain;
import io.holdfast.console.domain.Database;
import io.holdfast.console.domain.Pool;
import io.holdfast.console.domain.World;
import io.holdfast.console.follow.SharedWorld;
import io.holdfast.records.LoadBalance;
import io.holdfast.records.NodeState;
import io.holdfast.records.PlacementPhase;
import io.holdfast.records.ResourceBalance;
import io.holdfast.schemas.policy.DefaultPolicy;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Gauges of the whole cluster, as its topics tell it. They outlive the processes that decided: a
 * restarted dispatcher has forgotten its counters, the topics have not.
 */
public final class Exporter {

  private static final String POOL = "holdfast.pool.";
  private static final String CHAIN = "holdfast.backup.chain.";

  private final SharedWorld shared;
  private final Map<String, MultiGauge> gauges = new LinkedHashMap<>();

  public Exporter(SharedWorld shared, MeterRegistry registry, Clock clock) {
    this.shared = shared;
    gauge(registry, POOL + "nodes", "Nodes by the newest verdict on each", null);
    gauge(registry, POOL + "workloads", "Workloads by phase", null);
    gauge(registry, POOL + "breaker.tripped", "1 while failovers are held until a reset", null);
    gauge(registry, POOL + "held", "Workloads whose failover the breaker holds", null);
    gauge(registry, POOL + "degree", "Degree of the newest window, 1 is even", null);
    gauge(registry, POOL + "degree.threshold", "Degree that the policy calls uneven", null);
    gauge(registry, POOL + "load.maximum", "Load of the most loaded node, share of capacity", null);
    gauge(registry, POOL + "load.worth", "Load that the policy calls worth a move", null);
    gauge(
        registry,
        CHAIN + "ended.timestamp",
        "Unix time at which the newest ended chain ended",
        "seconds");
    gauge(registry, CHAIN + "written.timestamp", "Unix time of the newest manifest", "seconds");
    TimeGauge.builder("holdfast.verdicts.age", () -> age(clock.millis()), TimeUnit.MILLISECONDS)
        .description("How long ago health-stream said last how far it has judged; NaN if never")
        .register(registry);
  }

  private void gauge(MeterRegistry registry, String name, String description, String unit) {
    gauges.put(
        name, MultiGauge.builder(name).description(description).baseUnit(unit).register(registry));
  }

  private double age(long nowMillis) {
    long judged = shared.look(World::judgedAtMillis);
    return judged == 0 ? Double.NaN : nowMillis - judged;
  }

  /** Takes the figures as they are now; before everything was read they would mislead. */
  public void turn() throws InterruptedException {
    TimeUnit.SECONDS.sleep(1);
    if (shared.isCaughtUp()) {
      Map<String, List<Row<?>>> rows = shared.look(Exporter::rows);
      gauges.forEach((name, gauge) -> gauge.register(rows.getOrDefault(name, List.of()), true));
    }
  }

  static Map<String, List<Row<?>>> rows(World world) {
    var rows = new Rows();
    Map<String, Map<NodeState, Integer>> nodes = world.fleet().counts();
    nodes.forEach(
        (pool, states) ->
            states.forEach(
                (state, count) ->
                    rows.add(POOL + "nodes", Tags.of("pool", pool, "state", state.name()), count)));
    Map<String, Map<PlacementPhase, Integer>> phases = world.phases();
    phases.forEach(
        (pool, counts) ->
            counts.forEach(
                (phase, count) ->
                    rows.add(
                        POOL + "workloads", Tags.of("pool", pool, "phase", phase.name()), count)));
    world.pools().forEach(pool -> pool(rows, world, pool));
    world.databases().values().forEach(database -> chain(rows, database));
    return rows.byName;
  }

  private static void pool(Rows rows, World world, Pool pool) {
    Tags tags = Tags.of("pool", pool.name());
    rows.add(POOL + "breaker.tripped", tags, pool.breaker().isTripped() ? 1 : 0);
    rows.add(POOL + "held", tags, world.held(pool).size());
    var balance =
        pool.policy().map(policy -> policy.getBalance()).orElseGet(DefaultPolicy::balance);
    rows.add(POOL + "degree.threshold", tags, balance.getDegreeThreshold());
    rows.add(POOL + "load.worth", tags, balance.getMinimumLoad());
    pool.newestWindow()
        .filter(window -> window.getDegree() != null)
        .ifPresent(
            window -> {
              rows.add(POOL + "degree", tags, window.getDegree());
              rows.add(POOL + "load.maximum", tags, maximum(window));
            });
  }

  private static double maximum(LoadBalance window) {
    return window.getResources().stream().mapToDouble(ResourceBalance::getMaximum).max().orElse(0);
  }

  private static void chain(Rows rows, Database database) {
    Tags tags = Tags.of("database", database.name());
    for (Chain chain : database.chains()) {
      double written = chain.newest().getCreatedAtMicros() / 1e6;
      rows.replace(CHAIN + "written.timestamp", tags, written);
      chain.ended().ifPresent(why -> rows.replace(CHAIN + "ended.timestamp", tags, written));
    }
  }

  /** Rows of each gauge; chains are told oldest first, and the newest stays. */
  private static final class Rows {

    private final Map<String, List<Row<?>>> byName = new LinkedHashMap<>();
    private final Map<String, Row<?>> newest = new LinkedHashMap<>();

    void add(String name, Tags tags, double value) {
      byName.computeIfAbsent(name, n -> new ArrayList<>()).add(Row.of(tags, value));
    }

    void replace(String name, Tags tags, double value) {
      Row<?> row = Row.of(tags, value);
      List<Row<?>> rows = byName.computeIfAbsent(name, n -> new ArrayList<>());
      rows.remove(newest.put(name + tags, row));
      rows.add(row);
    }
  }
}
