package io.holdfast.dispatcher.domain.placement;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A pool as the planner sees it: nodes and workloads by dense index, in the order of their ids.
 *
 * <p>Two measures are kept of everything. What is <em>reserved</em> (a workload's demand) decides
 * whether it fits; what is <em>used</em> decides how loaded a node is. A board may know the
 * workloads that are placed only as sums in their nodes' rows, or one by one, as the search for
 * better places needs it.
 */
public final class Board {

  /** Index of no node, no zone, no group. */
  public static final int NONE = -1;

  private final String[] nodeIds;
  private final String[] resources;
  private final int zones;
  private final int[] zone;
  private final Constraint[] closed;
  private final long[] capacity;
  private final long[] reserved;
  private final long[] used;
  private final int[] count;
  private final double[] weight;
  private final long[] largest;

  private final Load[] loads;
  private final int[] at;

  private final Map<Long, Integer> membersOnNode = new HashMap<>();
  private final Map<Long, Integer> repelledOnNode = new HashMap<>();
  private final Map<Long, Integer> membersInZone = new HashMap<>();

  /** Open nodes, and workloads in all. */
  private int open;

  private long all;

  /** Where the last turn of a round robin went. */
  private int turn = NONE;

  /**
   * A node's row.
   *
   * @param closedBy what keeps new work off it; null when it is open
   * @param capacity amounts by resource
   * @param reserved demand of what is there already and is not on the board one by one
   * @param used use of the same, and of what is not ours
   */
  public record Row(
      String node,
      int zone,
      Constraint closedBy,
      long[] capacity,
      long[] reserved,
      long[] used,
      int count) {}

  /**
   * A workload.
   *
   * @param group index of its group, or {@link #NONE}
   * @param repels groups that must not be on its node
   * @param barred by node, what its labels, its program or its history have against it; null:
   *     nothing
   * @param order greater is placed first, whatever its size
   */
  public record Load(
      String workload,
      long[] demand,
      long[] use,
      int group,
      int[] repels,
      Constraint[] barred,
      int order) {}

  public Board(String[] resources, int zones, Row[] rows, Load[] loads) {
    this.resources = resources.clone();
    this.zones = zones;
    this.loads = loads.clone();
    int n = rows.length;
    int r = resources.length;
    nodeIds = new String[n];
    zone = new int[n];
    closed = new Constraint[n];
    count = new int[n];
    capacity = new long[n * r];
    reserved = new long[n * r];
    used = new long[n * r];
    weight = new double[n];
    largest = new long[r];
    for (int i = 0; i < n; i++) {
      Row row = rows[i];
      nodeIds[i] = row.node();
      zone[i] = row.zone();
      closed[i] = row.closedBy();
      count[i] = row.count();
      all += row.count();
      open += row.closedBy() == null ? 1 : 0;
      System.arraycopy(row.capacity(), 0, capacity, i * r, r);
      System.arraycopy(row.reserved(), 0, reserved, i * r, r);
      System.arraycopy(row.used(), 0, used, i * r, r);
    }
    weigh();
    at = new int[loads.length];
    Arrays.fill(at, NONE);
  }

  private void weigh() {
    int r = resources.length;
    double[] total = new double[r];
    for (int i = 0; i < capacity.length; i++) {
      total[i % r] += capacity[i];
      largest[i % r] = StrictMath.max(largest[i % r], capacity[i]);
    }
    for (int n = 0; n < nodeIds.length; n++) {
      for (int i = 0; i < r; i++) {
        weight[n] += total[i] == 0 ? 0 : capacity[n * r + i] / total[i];
      }
    }
  }

  public int nodes() {
    return nodeIds.length;
  }

  public int loads() {
    return loads.length;
  }

  public String node(int n) {
    return nodeIds[n];
  }

  public Load load(int w) {
    return loads[w];
  }

  /** Node that a workload is on, or {@link #NONE}. */
  public int at(int w) {
    return at[w];
  }

  int zone(int n) {
    return zone[n];
  }

  int count(int n) {
    return count[n];
  }

  double weight(int n) {
    return weight[n];
  }

  /** A node's even share of all workloads and one more, among the open nodes. */
  double openShare() {
    return open == 0 ? 0 : (all + 1.0) / open;
  }

  /** Node that had the last turn; null when none had one. */
  public String turnTaken() {
    return turn == NONE ? null : nodeIds[turn];
  }

  int turn() {
    return turn;
  }

  /** Where the next turn of a round robin begins: after this node. */
  public void turn(int n) {
    turn = n;
  }

  boolean isOpen(int n) {
    return closed[n] == null;
  }

  /** Group members that are on nodes as sums only, before any workload is put. */
  public void preset(int n, int group, int members, int repelled) {
    add(membersOnNode, key(n, group), members);
    add(membersInZone, key(zone[n], group), members);
    add(repelledOnNode, key(n, group), repelled);
  }

  /** Nodes before this one are dead from now on. */
  public void close(int before) {
    for (int n = 0; n < before; n++) {
      open -= closed[n] == null ? 1 : 0;
      closed[n] = Constraint.NOT_ALIVE;
    }
  }

  /** Puts a workload on a node, feasible or not. */
  public void put(int w, int n) {
    at[w] = n;
    account(w, n, 1);
  }

  /** Takes a workload off its node. */
  public void take(int w) {
    account(w, at[w], -1);
    at[w] = NONE;
  }

  private void account(int w, int n, int sign) {
    Load load = loads[w];
    int r = resources.length;
    for (int i = 0; i < r; i++) {
      reserved[n * r + i] += sign * load.demand()[i];
      used[n * r + i] += sign * load.use()[i];
    }
    count[n] += sign;
    all += sign;
    if (load.group() != NONE) {
      add(membersOnNode, key(n, load.group()), sign);
      add(membersInZone, key(zone[n], load.group()), sign);
    }
    for (int group : load.repels()) {
      add(repelledOnNode, key(n, group), sign);
    }
  }

  private static void add(Map<Long, Integer> counts, long key, int by) {
    if (by != 0) {
      counts.merge(key, by, (a, b) -> a + b == 0 ? null : a + b);
    }
  }

  private static long key(int place, int group) {
    return ((long) place << 32) | group;
  }

  /** What rules the node out for the workload, which is on none; null when it is feasible. */
  public Constraint ruledOutBy(int w, int n) {
    if (closed[n] != null) {
      return closed[n];
    }
    return misfit(w, n);
  }

  private Constraint misfit(int w, int n) {
    Load load = loads[w];
    if (load.barred() != null && load.barred()[n] != null) {
      return load.barred()[n];
    }
    int r = resources.length;
    for (int i = 0; i < r; i++) {
      long demand = load.demand()[i];
      if (demand > 0 && reserved[n * r + i] + demand > capacity[n * r + i]) {
        return Constraint.NO_CAPACITY;
      }
    }
    for (int group : load.repels()) {
      if (membersOnNode.containsKey(key(n, group))) {
        return Constraint.ANTI_AFFINITY;
      }
    }
    if (load.group() != NONE && repelledOnNode.containsKey(key(n, load.group()))) {
      return Constraint.ANTI_AFFINITY;
    }
    return null;
  }

  boolean fits(int w, int n) {
    return closed[n] == null && misfit(w, n) == null;
  }

  /** Members of the workload's group in the node's zone; 0 for a workload of no group. */
  int zoneMates(int w, int n) {
    int group = loads[w].group();
    return group == NONE ? 0 : membersInZone.getOrDefault(key(zone[n], group), 0);
  }

  /** The greatest share of a resource that is used on the node; 1 is full. */
  public double utilisation(int n) {
    double most = 0;
    int r = resources.length;
    for (int i = 0; i < r; i++) {
      most = StrictMath.max(most, share(used[n * r + i], capacity[n * r + i]));
    }
    return most;
  }

  /** The same, were the workload put there. */
  double utilisationWith(int w, int n) {
    return utilisationChanged(n, NONE, w);
  }

  /** The same, were one workload taken off and another put there; either may be {@link #NONE}. */
  double utilisationChanged(int n, int off, int on) {
    double most = 0;
    int r = resources.length;
    for (int i = 0; i < r; i++) {
      long use = used[n * r + i];
      use -= off == NONE ? 0 : loads[off].use()[i];
      use += on == NONE ? 0 : loads[on].use()[i];
      most = StrictMath.max(most, share(use, capacity[n * r + i]));
    }
    return most;
  }

  /**
   * How much of the largest node a workload takes, over the resources: what is heavy goes first.
   */
  double weightOf(int w) {
    double most = 0;
    int r = resources.length;
    for (int i = 0; i < r; i++) {
      long size = StrictMath.max(loads[w].use()[i], loads[w].demand()[i]);
      most = StrictMath.max(most, share(size, largest[i]));
    }
    return most;
  }

  /** Use over capacity of each resource, were all load spread over all open nodes. */
  double[] averages() {
    int r = resources.length;
    double[] use = new double[r];
    double[] room = new double[r];
    for (int i = 0; i < used.length; i++) {
      use[i % r] += used[i];
      room[i % r] += isOpen(i / r) ? capacity[i] : 0;
    }
    for (int i = 0; i < r; i++) {
      use[i] = room[i] == 0 ? 0 : use[i] / room[i];
    }
    return use;
  }

  /**
   * How far from these levels a node would be, over all resources, after an exchange. A concave
   * measure: one node that is made even counts for more than two that are made half so, and what
   * strayed goes home.
   */
  double misfit(int n, int off, int on, double[] levels) {
    double sum = 0;
    int r = resources.length;
    for (int i = 0; i < r; i++) {
      long use = used[n * r + i];
      use -= off == NONE ? 0 : loads[off].use()[i];
      use += on == NONE ? 0 : loads[on].use()[i];
      sum += StrictMath.abs(share(use, capacity[n * r + i]) - levels[i]);
    }
    return StrictMath.sqrt(sum);
  }

  /** The utilisation from which the workload would bring a node like this one to these levels. */
  double fitting(int w, int n, double[] levels) {
    double most = 0;
    int r = resources.length;
    for (int i = 0; i < r; i++) {
      most = StrictMath.max(most, levels[i] - share(loads[w].use()[i], capacity[n * r + i]));
    }
    return most;
  }

  private static double share(long use, long capacity) {
    if (use <= 0) {
      return 0;
    }
    return capacity <= 0 ? Double.MAX_VALUE : (double) use / capacity;
  }

  int zones() {
    return zones;
  }
}
