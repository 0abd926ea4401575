package io.holdfast.dispatcher.domain.state;

import io.holdfast.dispatcher.domain.placement.Amounts;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is taken of each node, and who is in which group: sums that follow every change, so that a
 * plan need not look at all workloads. Amounts are integers, so the sums are the same however they
 * came about.
 *
 * <p>A workload takes room wherever it has a grant, also where it has not been seen to stop.
 */
public final class Ledger {

  private static final Taken NOTHING = new Taken(new long[0], new long[0], 0);

  private String[] resources = new String[0];
  private long[] largest = new long[0];
  private final Map<String, long[]> capacities = new HashMap<>();
  private final Map<String, Size> sizes = new HashMap<>();
  private final Map<String, Taken> taken = new HashMap<>();
  private final SortedMap<String, SortedSet<String>> members = new TreeMap<>();
  private final SortedMap<String, SortedSet<String>> repellers = new TreeMap<>();

  /** What a workload reserves, and what is planned for it: the greater of that and measured use. */
  private record Size(long[] demand, long[] planned) {}

  /** What the workloads of a node reserve, what is planned for them, and how many they are. */
  private record Taken(long[] reserved, long[] planned, int count) {}

  /** Names of all resources that were ever told of, in their order. */
  public String[] resources() {
    return resources.clone();
  }

  public long[] capacity(String node) {
    return vector(capacities.get(node));
  }

  public long[] reserved(String node) {
    return vector(taken.getOrDefault(node, NOTHING).reserved());
  }

  public long[] planned(String node) {
    return vector(taken.getOrDefault(node, NOTHING).planned());
  }

  public int count(String node) {
    return taken.getOrDefault(node, NOTHING).count();
  }

  public long[] demand(String workload) {
    return sizes.get(workload).demand().clone();
  }

  public long[] plannedFor(String workload) {
    return sizes.get(workload).planned().clone();
  }

  /** What is planned for a workload, in millionths of what the largest node has, by resource. */
  public long[] shares(String workload) {
    long[] planned = plannedFor(workload);
    for (int i = 0; i < planned.length; i++) {
      planned[i] = (long) (1e6 * planned[i] / StrictMath.max(1, largest[i]));
    }
    return planned;
  }

  /** Workloads of a group. */
  public Collection<String> members(String group) {
    return members.getOrDefault(group, new TreeSet<>());
  }

  /** Workloads that must not meet a group. */
  public Collection<String> repellers(String group) {
    return repellers.getOrDefault(group, new TreeSet<>());
  }

  private long[] vector(long[] kept) {
    return kept == null || kept.length == 0 ? new long[resources.length] : kept.clone();
  }

  /** Whether the names of resources are all known; else {@link #learn} and take everything anew. */
  boolean knows(Collection<String> names) {
    for (String name : names) {
      if (Arrays.binarySearch(resources, name) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Takes more names of resources, and forgets all sums. */
  void learn(Collection<String> names) {
    SortedSet<String> all = new TreeSet<>(Arrays.asList(resources));
    all.addAll(names);
    resources = all.toArray(String[]::new);
    largest = new long[resources.length];
    capacities.clear();
    sizes.clear();
    taken.clear();
    members.clear();
    repellers.clear();
  }

  void node(NodeEntry entry) {
    if (entry.profile() != null) {
      long[] capacity = Amounts.of(resources, entry.profile().capacity());
      capacities.put(entry.node(), capacity);
      for (int i = 0; i < capacity.length; i++) {
        largest[i] = StrictMath.max(largest[i], capacity[i]);
      }
    }
  }

  void add(WorkloadEntry entry) {
    Size size = size(entry);
    sizes.put(entry.workload(), size);
    nodes(entry).forEach(node -> account(node, size, 1));
    if (!entry.spec().group().isEmpty()) {
      members.computeIfAbsent(entry.spec().group(), g -> new TreeSet<>()).add(entry.workload());
    }
    entry
        .spec()
        .antiAffinity()
        .forEach(g -> repellers.computeIfAbsent(g, x -> new TreeSet<>()).add(entry.workload()));
  }

  void subtract(WorkloadEntry entry) {
    Size size = sizes.remove(entry.workload());
    nodes(entry).forEach(node -> account(node, size, -1));
    if (!entry.spec().group().isEmpty()) {
      members.get(entry.spec().group()).remove(entry.workload());
    }
    entry.spec().antiAffinity().forEach(g -> repellers.get(g).remove(entry.workload()));
  }

  private static Collection<String> nodes(WorkloadEntry entry) {
    if (entry.grants().size() == 1) {
      return List.of(entry.grants().get(0).node());
    }
    var nodes = new HashSet<String>();
    entry.grants().forEach(g -> nodes.add(g.node()));
    return nodes;
  }

  private Size size(WorkloadEntry entry) {
    long[] demand = Amounts.of(resources, entry.spec().demand());
    if (entry.measured().isEmpty()) {
      return new Size(demand, demand);
    }
    long[] planned = Amounts.of(resources, entry.measured());
    for (int i = 0; i < planned.length; i++) {
      planned[i] = StrictMath.max(planned[i], demand[i]);
    }
    return new Size(demand, planned);
  }

  private void account(String node, Size size, int sign) {
    Taken was = taken.get(node);
    long[] reserved = was == null ? new long[resources.length] : was.reserved();
    long[] planned = was == null ? new long[resources.length] : was.planned();
    for (int i = 0; i < resources.length; i++) {
      reserved[i] += sign * size.demand()[i];
      planned[i] += sign * size.planned()[i];
    }
    taken.put(node, new Taken(reserved, planned, (was == null ? 0 : was.count()) + sign));
  }
}
