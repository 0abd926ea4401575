package io.holdfast.e2e.faults.decisions;

import io.holdfast.e2e.faults.decisions.Node.Condition;
import io.holdfast.records.AssignedWorkload;
import io.holdfast.records.Assignment;
import io.holdfast.records.CommandResult;
import io.holdfast.records.Fencing;
import io.holdfast.records.Heartbeat;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.records.NodeProfile;
import io.holdfast.records.Pulse;
import io.holdfast.records.ResultKind;
import io.holdfast.records.ResultReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Nodes that beat once a second, carry out their assignments and keep leases: what is leased is
 * killed when no heartbeat was acknowledged for the lease. They know what really ran where.
 */
final class Fleet implements AutoCloseable {

  static final String POOL = "pool";

  private static final long INTERVAL_NANOS = 1_000_000_000;
  private static final double CORES = 8;

  /** Longer than the deadline, shorter than the lease. */
  private static final int AWAY_SECONDS = 15;

  private final Wire wire;
  private final TreeMap<String, Node> nodes = new TreeMap<>();

  /** Nodes, and incarnations of nodes, that were silent by their own fault. */
  private final Set<String> everAway = new TreeSet<>();

  private final List<String> overlaps = new ArrayList<>();
  private final Map<String, Assignment> newest = new TreeMap<>();
  private final Consumer<String, byte[]> assignments;
  private final Thread thread = new Thread(this::run, "fleet");
  private volatile boolean ends;
  private volatile RuntimeException failure;
  private boolean isPaused;

  Fleet(Wire wire, int count, int zones) {
    this.wire = wire;
    for (int i = 0; i < count; i++) {
      var node = new Node(String.format("n%02d", i), "z" + i % zones);
      nodes.put(node.id, node);
      introduce(node);
    }
    assignments = wire.reader(List.of(wire.topics().assignments()));
    thread.start();
  }

  private void introduce(Node node) {
    wire.say(
        wire.topics().nodes(),
        node.id,
        NodeProfile.newBuilder()
            .setNode(node.id)
            .setPool(POOL)
            .setZone(node.zone)
            .setCapacity(Map.of("cpu", CORES))
            .setIncarnation(node.incarnation)
            .setBootId(node.bootId)
            .setAgentVersion("faults")
            .build());
  }

  private void run() {
    try {
      while (!ends) {
        var records = assignments.poll(Duration.ofMillis(50));
        synchronized (this) {
          for (ConsumerRecord<String, byte[]> record : records) {
            Assignment assignment = wire.read(wire.topics().assignments(), record.value());
            newest.put(assignment.getNode(), assignment);
          }
          if (!isPaused) {
            nodes.values().forEach(this::turn);
          }
        }
      }
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      assignments.close();
    }
  }

  private void turn(Node node) {
    long now = System.nanoTime();
    if (node.condition != Condition.OFF && now - node.heardAt > Node.LEASE_NANOS) {
      lapse(node);
    }
    if (!node.isWell()) {
      return;
    }
    node.outbox.forEach(result -> wire.post(wire.topics().commandResults(), node.id, result));
    node.outbox.clear();
    if (now - node.beatAt >= INTERVAL_NANOS) {
      node.beatAt = now;
      long incarnation = node.incarnation;
      wire.mention(
          wire.topics().heartbeats(),
          node.id,
          beat(node),
          (metadata, e) -> {
            if (e == null && node.incarnation == incarnation) {
              node.heardAt = Math.max(node.heardAt, now);
            }
          });
    }
    Assignment assignment = newest.get(node.id);
    if (assignment != null && assignment.getIncarnation() == node.incarnation) {
      carryOut(node, assignment);
    }
  }

  private Heartbeat beat(Node node) {
    return Heartbeat.newBuilder()
        .setNode(node.id)
        .setPool(POOL)
        .setIncarnation(node.incarnation)
        .setPredecessor(node.predecessor)
        .setBootId(node.bootId)
        .setSequence(++node.sequence)
        .setSentAtMillis(System.currentTimeMillis())
        .setIntervalMillis(1_000)
        .setLeaseMillis((int) (Node.LEASE_NANOS / 1_000_000))
        .setMode(HeartbeatMode.NORMAL)
        .build();
  }

  /** The lease ran out: everything is stopped, and another incarnation begins. */
  private void lapse(Node node) {
    Map<String, AssignedWorkload> stopped = new TreeMap<>(node.running);
    node.running.clear();
    stopped.values().forEach(w -> tell(node, w, ResultKind.STOPPED, ResultReason.LEASE_OVER));
    node.beginIncarnation();
  }

  private void carryOut(Node node, Assignment assignment) {
    var wanted = new TreeMap<String, AssignedWorkload>();
    assignment.getWorkloads().forEach(w -> wanted.put(w.getWorkload(), w));
    for (AssignedWorkload is : List.copyOf(node.running.values())) {
      AssignedWorkload want = wanted.get(is.getWorkload());
      if (want == null || want.getEpoch() != is.getEpoch()) {
        node.running.remove(is.getWorkload());
        tell(node, is, ResultKind.STOPPED, ResultReason.NONE);
      }
    }
    for (AssignedWorkload want : wanted.values()) {
      if (!node.running.containsKey(want.getWorkload())) {
        node.running.put(want.getWorkload(), want);
        watch(node, want);
        tell(node, want, ResultKind.STARTED, ResultReason.NONE);
      }
    }
  }

  private void watch(Node node, AssignedWorkload started) {
    for (Node other : nodes.values()) {
      boolean isLeased = started.getFencing() == Fencing.LEASE;
      if (isLeased && other != node && other.running.containsKey(started.getWorkload())) {
        overlaps.add(started.getWorkload() + " ran on " + other.id + " and on " + node.id);
      }
    }
  }

  private void tell(Node node, AssignedWorkload of, ResultKind kind, ResultReason reason) {
    node.outbox.add(
        CommandResult.newBuilder()
            .setNode(node.id)
            .setPool(POOL)
            .setIncarnation(node.incarnation)
            .setWorkload(of.getWorkload())
            .setEpoch(of.getEpoch())
            .setResult(kind)
            .setReason(reason)
            .setAtMillis(System.currentTimeMillis())
            .build());
  }

  /** The machine is off, with all that it ran. */
  synchronized void turnOff(String id) {
    Node node = nodes.get(id);
    node.condition = Condition.OFF;
    node.running.clear();
    node.outbox.clear();
    wentAway(node);
  }

  /** The node goes on, and reaches nobody. */
  synchronized void cutOff(String id) {
    nodes.get(id).condition = Condition.CUT_OFF;
    wentAway(nodes.get(id));
  }

  private void wentAway(Node node) {
    everAway.add(node.id);
    everAway.add(node.id + "@" + node.incarnation);
  }

  /** How a node that was off comes back. */
  enum Return {
    /** With another boot id: only its silence proves its former incarnation over. */
    REBOOTED,
    /** With the same one, as after a crash of its agent. */
    SAME_BOOT
  }

  /** It is reached again, or started. */
  synchronized void bringBack(String id, Return how) {
    Node node = nodes.get(id);
    if (node.condition == Condition.OFF) {
      if (how == Return.REBOOTED) {
        node.bootId = UUID.randomUUID().toString();
      }
      node.beginIncarnation();
      introduce(node);
    }
    node.condition = Condition.WELL;
  }

  /**
   * Writes an hour of the fleet's log while nobody reads it: time passes by pulses alone.
   *
   * @param away silent for {@link #AWAY_SECONDS} of it, then heard again
   */
  synchronized void passAnHourUnread(String away) {
    wentAway(nodes.get(away));
    long session = ThreadLocalRandom.current().nextLong();
    int partitions = wire.topics().heartbeats().partitions();
    for (long second = 0; second < 3_600; second++) {
      for (Node node : nodes.values()) {
        boolean isAway = node.id.equals(away) && second >= 600 && second < 600 + AWAY_SECONDS;
        if (node.isWell() && !isAway) {
          wire.post(wire.topics().heartbeats(), node.id, beat(node));
        }
      }
      for (int quarter = 0; quarter < 4; quarter++) {
        long nanos = second * 1_000_000_000 + quarter * 250_000_000L;
        for (int p = 0; p < partitions; p++) {
          wire.post(wire.topics().heartbeats(), p, new Pulse(session, nanos, "hour"));
        }
      }
    }
    wire.flush();
    long now = System.nanoTime();
    nodes.values().stream().filter(Node::isWell).forEach(n -> n.heardAt = now);
  }

  synchronized void pause(boolean value) {
    isPaused = value;
  }

  synchronized List<String> well() {
    return nodes.values().stream().filter(Node::isWell).map(n -> n.id).toList();
  }

  synchronized List<String> away() {
    return nodes.values().stream().filter(n -> !n.isWell()).map(n -> n.id).toList();
  }

  synchronized String zone(String id) {
    return nodes.get(id).zone;
  }

  synchronized long incarnation(String id) {
    return nodes.get(id).incarnation;
  }

  synchronized boolean runsLeased(String id) {
    return nodes.get(id).running.values().stream()
        .anyMatch(workload -> workload.getFencing() == Fencing.LEASE);
  }

  /** Whether a node that is well runs the workload under this epoch. */
  synchronized boolean runs(String id, String workload, long epoch) {
    Node node = nodes.get(id);
    AssignedWorkload is = node == null ? null : node.running.get(workload);
    return is != null && node.isWell() && is.getEpoch() == epoch;
  }

  /** On how many nodes that are well the workload runs. */
  synchronized long runs(String workload) {
    return nodes.values().stream()
        .filter(n -> n.isWell() && n.running.containsKey(workload))
        .count();
  }

  /** Nodes that were ever silent by their own fault. */
  synchronized Set<String> everAway() {
    return Set.copyOf(everAway);
  }

  /** Leased workloads that ran twice. */
  synchronized List<String> overlaps() {
    return List.copyOf(overlaps);
  }

  void check() {
    if (failure != null) {
      throw new IllegalStateException("the fleet stopped", failure);
    }
  }

  @Override
  public void close() throws InterruptedException {
    ends = true;
    thread.join();
  }
}
