package io.holdfast.bench.planner;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.helix.HelixConstants.ChangeType;
import org.apache.helix.HelixRebalanceException;
import org.apache.helix.controller.dataproviders.ResourceControllerDataProvider;
import org.apache.helix.controller.rebalancer.waged.constraints.ConstraintBasedAlgorithmFactory;
import org.apache.helix.controller.rebalancer.waged.model.ClusterModel;
import org.apache.helix.controller.rebalancer.waged.model.ClusterModelProvider;
import org.apache.helix.model.BuiltInStateModelDefinitions;
import org.apache.helix.model.ClusterConfig;
import org.apache.helix.model.ClusterConfig.GlobalRebalancePreferenceKey;
import org.apache.helix.model.IdealState;
import org.apache.helix.model.InstanceConfig;
import org.apache.helix.model.LiveInstance;
import org.apache.helix.model.Partition;
import org.apache.helix.model.Resource;
import org.apache.helix.model.ResourceAssignment;
import org.apache.helix.model.ResourceConfig;

/**
 * Helix's WAGED rebalancer as a library, without ZooKeeper: its cluster model and its algorithm on
 * the same instance. A workload is a partition with one replica; its weights are its use.
 */
final class WagedPeer {

  private static final String RESOURCE = "workloads";
  private static final int PER_WEIGHT = 1_000;

  private final String[] names;
  private final int nodes;
  private final long[][] uses;
  private final long[] capacity;
  private final Map<GlobalRebalancePreferenceKey, Integer> preference;

  /**
   * @param names of resources
   * @param uses by workload and resource
   * @param capacity of every node, by resource
   * @param evenness from 0 to 10, and so is less movement: what WAGED weighs against each other
   */
  WagedPeer(
      String[] names, int nodes, long[][] uses, long[] capacity, int evenness, int lessMovement) {
    this.names = names.clone();
    this.nodes = nodes;
    this.uses = uses;
    this.capacity = capacity.clone();
    preference =
        Map.of(
            GlobalRebalancePreferenceKey.EVENNESS,
            evenness,
            GlobalRebalancePreferenceKey.LESS_MOVEMENT,
            lessMovement);
  }

  /**
   * Assigns every workload.
   *
   * @param before node by workload; null for a first placement
   * @param dead nodes before this one are dead
   */
  int[] assign(int[] before, int dead) throws IOException, HelixRebalanceException {
    ResourceControllerDataProvider provider = provider(dead);
    var resource = new Resource(RESOURCE);
    resource.setStateModelDefRef(BuiltInStateModelDefinitions.OnlineOffline.name());
    IntStream.range(0, uses.length).forEach(w -> resource.addPartition(partition(w)));
    Map<String, Resource> resources = Map.of(RESOURCE, resource);
    Set<String> live = new HashSet<>();
    IntStream.range(dead, nodes).forEach(n -> live.add(node(n)));
    Map<String, ResourceAssignment> was =
        before == null ? Collections.emptyMap() : Map.of(RESOURCE, assignment(before));
    Set<String> lost = new HashSet<>();
    IntStream.range(0, dead).forEach(n -> lost.add(node(n)));
    Map<ChangeType, Set<String>> changes =
        before == null
            ? Map.of(ChangeType.CLUSTER_CONFIG, Set.of())
            : Map.of(ChangeType.LIVE_INSTANCE, lost);
    ClusterModel model =
        ClusterModelProvider.generateClusterModelForBaseline(
            provider, resources, live, changes, was);
    Map<String, ResourceAssignment> result =
        ConstraintBasedAlgorithmFactory.getInstance(preference)
            .calculate(model)
            .getOptimalResourceAssignment();
    int[] at = new int[uses.length];
    for (int w = 0; w < at.length; w++) {
      Map<String, String> replicas =
          result.get(RESOURCE).getReplicaMap(new Partition(partition(w)));
      at[w] = Integer.parseInt(replicas.keySet().iterator().next().substring(1));
    }
    return at;
  }

  private ResourceControllerDataProvider provider(int dead) throws IOException {
    var provider = new ResourceControllerDataProvider("bench");
    var cluster = new ClusterConfig("bench");
    cluster.setInstanceCapacityKeys(Arrays.asList(names));
    cluster.setDefaultInstanceCapacityMap(weights(capacity));
    Map<String, Integer> none = new HashMap<>();
    Arrays.stream(names).forEach(name -> none.put(name, 0));
    cluster.setDefaultPartitionWeightMap(none);
    cluster.setGlobalRebalancePreference(preference);
    provider.setClusterConfig(cluster);
    Map<String, InstanceConfig> instances = new HashMap<>();
    List<LiveInstance> live =
        IntStream.range(0, nodes)
            .mapToObj(
                n -> {
                  var instance = new InstanceConfig(node(n));
                  instance.setInstanceEnabled(true);
                  instances.put(node(n), instance);
                  var alive = new LiveInstance(node(n));
                  alive.setSessionId("session");
                  return alive;
                })
            .skip(dead)
            .toList();
    provider.setInstanceConfigMap(instances);
    provider.setLiveInstances(live);
    Map<String, Map<String, Integer>> weights = new HashMap<>();
    for (int w = 0; w < uses.length; w++) {
      weights.put(partition(w), weights(uses[w]));
    }
    weights.put(ResourceConfig.DEFAULT_PARTITION_KEY, none);
    var config = new ResourceConfig(RESOURCE);
    config.setPartitionCapacityMap(weights);
    provider.setResourceConfigMap(new HashMap<>(Map.of(RESOURCE, config)));
    var ideal = new IdealState(RESOURCE);
    ideal.setNumPartitions(uses.length);
    ideal.setReplicas("1");
    IntStream.range(0, uses.length)
        .forEach(w -> ideal.getRecord().setListField(partition(w), List.of()));
    ideal.setRebalanceMode(IdealState.RebalanceMode.FULL_AUTO);
    ideal.setRebalancerClassName("org.apache.helix.controller.rebalancer.waged.WagedRebalancer");
    ideal.setStateModelDefRef(BuiltInStateModelDefinitions.OnlineOffline.name());
    provider.setIdealStates(List.of(ideal));
    provider.setStateModelDefMap(
        Map.of(
            BuiltInStateModelDefinitions.OnlineOffline.name(),
            BuiltInStateModelDefinitions.OnlineOffline.getStateModelDefinition()));
    return provider;
  }

  private Map<String, Integer> weights(long[] amounts) {
    Map<String, Integer> weights = new HashMap<>();
    for (int r = 0; r < names.length; r++) {
      weights.put(names[r], (int) (amounts[r] / PER_WEIGHT));
    }
    return weights;
  }

  private static ResourceAssignment assignment(int[] at) {
    var assignment = new ResourceAssignment(RESOURCE);
    for (int w = 0; w < at.length; w++) {
      assignment.addReplicaMap(new Partition(partition(w)), Map.of(node(at[w]), "ONLINE"));
    }
    return assignment;
  }

  private static String partition(int w) {
    return "w" + w;
  }

  private static String node(int n) {
    return "n" + n;
  }
}
