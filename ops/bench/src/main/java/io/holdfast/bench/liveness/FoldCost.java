package io.holdfast.bench.liveness;

import io.holdfast.bench.Effort;
import io.holdfast.bench.Figure;
import io.holdfast.bench.Report;
import io.holdfast.bench.Samples;
import io.holdfast.health.domain.LogPartition;
import io.holdfast.health.domain.liveness.Liveness;
import io.holdfast.health.domain.liveness.LivenessSettings;
import io.holdfast.records.Heartbeat;
import io.holdfast.records.Pulse;
import io.holdfast.schemas.time.Profile;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.Random;

/** Heap and time of the fold alone, one partition's worth of a fleet at a time. */
public final class FoldCost {

  private static final int PARTITIONS = 12;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long PULSE_MILLIS = 250;

  private final Effort effort;
  private final Report report;
  private final Random random = new Random(1);

  public FoldCost(Effort effort, Report report) {
    this.effort = effort;
    this.report = report;
  }

  public void run() throws IOException {
    report.say("fold: one thread, decoding included");
    int fleet = effort.of(1_000_000, 100_000);
    heapPerNode(fleet);
    pausesOfAPartition(fleet / PARTITIONS);
    costByFleet(1_000, fleet);
    costWhereBeatsOvertake(fleet);
  }

  private void heapPerNode(int nodes) {
    long before = usedHeap();
    var one = new Simulated(nodes);
    one.run(2_000);
    long heap = usedHeap() - before;
    report.add(Figure.of("fold.heap-per-node", (double) heap / one.nodes(), "B").atMost(400));
  }

  private static long usedHeap() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      memory.gc();
      used = Math.min(used, memory.getHeapMemoryUsage().getUsed());
    }
    return used;
  }

  private void pausesOfAPartition(int nodes) throws IOException {
    var partition = new Simulated(nodes);
    partition.run(20_000);
    partition.pulses = new Samples();
    partition.run(effort.of(60_000, 15_000));
    report.add(Figure.of("fold.pulse.p99", partition.pulses.quantile(0.99) / 1e6, "ms").atMost(20));
    var checkpoints = new Samples();
    for (int i = 0; i < 9; i++) {
      checkpoints.add(partition.checkpoint());
    }
    report.add(Figure.of("fold.checkpoint", checkpoints.median() / 1e6, "ms").atMost(150));
  }

  /** Both in turn, so that a machine that slows down does so for both. */
  private void costByFleet(int small, int large) {
    var few = new Simulated(small);
    var many = new Simulated(large);
    few.nanosPerHeartbeat();
    many.run(3_000);
    var cheap = new Samples();
    var dear = new Samples();
    for (int i = 0; i < 3; i++) {
      cheap.add(few.nanosPerHeartbeat());
      dear.add(many.nanosPerHeartbeat());
    }
    report.add(Figure.of("fold.heartbeat." + small, cheap.median(), "ns"));
    report.add(Figure.of("fold.heartbeat." + large, dear.median(), "ns"));
    report.add(
        Figure.of("fold.heartbeat.growth-over-" + small, dear.median() / cheap.median(), "x")
            .atMost(1.6));
  }

  /** The same fleet where nobody is heard right after the one heard before him the last time. */
  private void costWhereBeatsOvertake(int fleet) {
    var overtaking = new Simulated(fleet, order(fleet, fleet / 100));
    overtaking.run(3_000);
    var costs = new Samples();
    for (int i = 0; i < 3; i++) {
      costs.add(overtaking.nanosPerHeartbeat());
    }
    report.add(Figure.of("fold.heartbeat." + fleet + ".overtaking", costs.median(), "ns"));
  }

  /** Numbers up to {@code nodes}, each within so many places of its own. */
  private int[] order(int nodes, int within) {
    int[] order = new int[nodes];
    for (int i = 0; i < nodes; i++) {
      order[i] = i;
    }
    for (int i = 0; i < nodes; i++) {
      int other = Math.min(nodes - 1, i / within * within + random.nextInt(within));
      int moved = order[i];
      order[i] = order[other];
      order[other] = moved;
    }
    return order;
  }

  /** A fleet that beats once a second, spread evenly, pulsed four times a second. */
  private static final class Simulated {

    private final Liveness liveness =
        new Liveness(new LogPartition("bench", 0), LivenessSettings.of(Profile.DEFAULT));
    private final Beats decoder;
    private final int size;
    private final int[] order;
    private long millis;
    private long offset;
    private long heartbeats;
    private Samples pulses = new Samples();

    Simulated(int nodes) {
      this(nodes, new int[0]);
    }

    /**
     * @param order in which they beat after they have joined one after the other; empty: the same
     */
    Simulated(int nodes, int[] order) {
      this.size = nodes;
      this.order = order;
      this.decoder = new Beats();
    }

    /** Runs for so many milliseconds of observed time. */
    void run(long forMillis) {
      int nodes = size;
      for (long end = millis + forMillis; millis < end; millis += PULSE_MILLIS) {
        int quarter = (int) (millis / PULSE_MILLIS % 4);
        for (int i = quarter * nodes / 4; i < (quarter + 1) * nodes / 4; i++) {
          int node = order.length == 0 || offset < 2L * nodes ? i : order[i];
          Heartbeat beat = decoder.decode(node, ++heartbeats);
          liveness.accept(offset++, millis, beat.getNode(), beat, verdict -> {});
        }
        var pulse = new Pulse(1L, millis * NANOS_PER_MILLI, "bench");
        long began = System.nanoTime();
        liveness.accept(offset++, millis, null, pulse, verdict -> {});
        pulses.add(System.nanoTime() - began);
      }
    }

    /** Of some millions; decoding included. */
    double nanosPerHeartbeat() {
      int rounds = Math.max(20, 3_000_000 / size);
      long before = heartbeats;
      long began = System.nanoTime();
      run(rounds * 1_000L);
      return (double) (System.nanoTime() - began) / (heartbeats - before);
    }

    int nodes() {
      return liveness.nodes();
    }

    /** Nanoseconds to write the whole state. */
    long checkpoint() throws IOException {
      var bytes = new ByteArrayOutputStream(size * 200);
      long began = System.nanoTime();
      liveness.writeTo(new DataOutputStream(bytes));
      return System.nanoTime() - began;
    }
  }
}
