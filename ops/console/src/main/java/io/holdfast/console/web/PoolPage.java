package io.holdfast.console.web;

import io.holdfast.console.domain.Pool;
import io.holdfast.console.domain.World;
import io.holdfast.records.LoadBalance;
import io.holdfast.records.NodeState;
import io.holdfast.records.PlacementPhase;
import io.holdfast.records.ResourceBalance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pools, and one pool over time. */
final class PoolPage {

  private PoolPage() {}

  static List<Map<String, Object>> list(World world) {
    var nodes = world.fleet().counts();
    var unjudged = world.fleet().unjudged();
    var phases = world.phases();
    return world.pools().stream()
        .map(
            pool ->
                row(
                    pool,
                    world.held(pool).size(),
                    nodes.getOrDefault(pool.name(), Map.of()),
                    unjudged.getOrDefault(pool.name(), 0),
                    phases.getOrDefault(pool.name(), Map.of())))
        .toList();
  }

  private static Map<String, Object> row(
      Pool pool,
      int held,
      Map<NodeState, Integer> nodes,
      int unjudged,
      Map<PlacementPhase, Integer> phases) {
    Optional<LoadBalance> window = pool.newestWindow();
    return new Fields()
        .and("pool", pool.name())
        .and("mode", pool.policy().map(policy -> policy.getMode().name()).orElse("ACT"))
        .and("nodes", nodes)
        .and("unjudged", unjudged)
        .and("workloads", phases)
        .and("degree", window.map(LoadBalance::getDegree))
        .and("resource", window.map(LoadBalance::getResource))
        .and("tripped", pool.breaker().isTripped())
        .and("held", held)
        .map();
  }

  static Optional<Map<String, Object>> of(World world, String name) {
    return Optional.ofNullable(world.poolsByName().get(name)).map(pool -> page(world, pool));
  }

  private static Map<String, Object> page(World world, Pool pool) {
    return new Fields()
        .and("pool", pool.name())
        .and("nodes", world.fleet().counts().getOrDefault(pool.name(), Map.of()))
        .and("workloads", world.phases().getOrDefault(pool.name(), Map.of()))
        .and("tripped", pool.breaker().isTripped())
        .and("policy", pool.policy())
        .and("breaker", pool.breaker().last())
        .and("heldWorkloads", world.held(pool))
        .and("newest", pool.newestWindow())
        .and("history", history(pool.windows()))
        .map();
  }

  /** Columns, as charts want them: times, degrees, and by resource averages and maxima. */
  private static Map<String, Object> history(List<LoadBalance> windows) {
    int size = windows.size();
    var times = new ArrayList<Long>(size);
    var degrees = new ArrayList<Double>(size);
    var averages = new LinkedHashMap<String, Double[]>();
    var maxima = new LinkedHashMap<String, Double[]>();
    for (int i = 0; i < size; i++) {
      LoadBalance window = windows.get(i);
      times.add(window.getClosedAtMillis());
      degrees.add(window.getDegree());
      for (ResourceBalance balance : window.getResources()) {
        String resource = balance.getResource();
        averages.computeIfAbsent(resource, r -> new Double[size])[i] = balance.getAverage();
        maxima.computeIfAbsent(resource, r -> new Double[size])[i] = balance.getMaximum();
      }
    }
    var resources = new LinkedHashMap<String, Object>();
    averages.forEach(
        (resource, average) ->
            resources.put(
                resource,
                new Fields()
                    .and("average", Arrays.asList(average))
                    .and("maximum", Arrays.asList(maxima.get(resource)))
                    .map()));
    return new Fields()
        .and("times", times)
        .and("degree", degrees)
        .and("resources", resources)
        .map();
  }
}
