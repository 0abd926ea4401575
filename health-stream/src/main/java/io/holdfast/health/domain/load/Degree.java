package io.holdfast.health.domain.load;

import io.holdfast.records.NodeLoad;
import io.holdfast.records.ResourceBalance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How even a load is: average over maximum, of the nodes that reported. 1 is even; the work that
 * could be done more before the most loaded node is full is in proportion to what is missing to 1.
 */
final class Degree {

  private static final Comparator<NodeLoad> COOLEST_FIRST =
      Comparator.comparingDouble(NodeLoad::getLoad).thenComparing(NodeLoad::getNode);

  private static final Comparator<NodeLoad> HOTTEST_FIRST =
      Comparator.comparingDouble(NodeLoad::getLoad).reversed().thenComparing(NodeLoad::getNode);

  private Degree() {}

  /**
   * The balance of each resource that was reported.
   *
   * @param utilisation by node, then by resource
   * @param extremes hottest and coolest nodes to name, each
   */
  static List<ResourceBalance> of(
      TreeMap<String, TreeMap<String, Double>> utilisation, int extremes) {
    var byResource = new TreeMap<String, List<NodeLoad>>();
    utilisation.forEach(
        (node, loads) ->
            loads.forEach(
                (resource, load) ->
                    byResource
                        .computeIfAbsent(resource, name -> new ArrayList<>())
                        .add(new NodeLoad(node, load))));
    var balances = new ArrayList<ResourceBalance>();
    for (Map.Entry<String, List<NodeLoad>> each : byResource.entrySet()) {
      balances.add(of(each.getKey(), each.getValue(), extremes));
    }
    return balances;
  }

  private static ResourceBalance of(String resource, List<NodeLoad> loads, int extremes) {
    double total = 0;
    double maximum = 0;
    for (NodeLoad load : loads) {
      total += load.getLoad();
      maximum = Math.max(maximum, load.getLoad());
    }
    double average = total / loads.size();
    double degree = maximum == 0 ? 1 : Math.min(1, average / maximum);
    return new ResourceBalance(
        resource,
        average,
        maximum,
        degree,
        first(extremes, loads, HOTTEST_FIRST),
        first(extremes, loads, COOLEST_FIRST));
  }

  private static List<NodeLoad> first(int count, List<NodeLoad> loads, Comparator<NodeLoad> order) {
    return loads.stream().sorted(order).limit(count).toList();
  }
}
