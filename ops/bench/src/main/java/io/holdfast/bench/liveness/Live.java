package io.holdfast.bench.liveness;

import io.holdfast.bench.Effort;
import io.holdfast.bench.Figure;
import io.holdfast.bench.Report;
import io.holdfast.bench.Samples;
import io.holdfast.records.NodeState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A fleet that beats at 1 Hz, with broker, one batching generator and health-stream on this
 * machine: the largest that is watched without a mistake and without falling behind; and how long
 * after its deadline a death is known when a whole partition dies.
 */
public final class Live {

  /** Further behind than this, or for longer than it takes to join, is not holding. */
  private static final long BOUNDED_LAG_MILLIS = 2_000;

  private final Effort effort;
  private final Report report;

  public Live(Effort effort, Report report) {
    this.effort = effort;
    this.report = report;
  }

  public void run() throws InterruptedException {
    int tooMany;
    try (Watch watch = Watch.begin()) {
      detection(watch.fleet, watch.tail);
      tooMany = tooMany(watch);
    }
    largestBelow(tooMany);
  }

  /** A fleet, who watches it, and who reads what is said of it. */
  private record Watch(LiveWorld world, LiveFleet fleet, StatusTail tail) implements AutoCloseable {

    static Watch begin() throws InterruptedException {
      var world = new LiveWorld();
      var watch = new Watch(world, new LiveFleet(world), new StatusTail(world));
      world.startHealthStream("health");
      LiveWorld.await("pulses are judged", () -> watch.tail.reached().size() == 12);
      return watch;
    }

    @Override
    public void close() throws InterruptedException {
      try (world;
          fleet) {
        tail.close();
      }
    }
  }

  /** Where a fleet that grows is not watched any more, or the most that is tried. */
  private int tooMany(Watch watch) throws InterruptedException {
    int step = effort.of(100_000, 10_000);
    int nodes = effort.of(200_000, 20_000);
    int most = effort.of(1_000_000, 40_000);
    report.say("live: a fleet at 1 Hz that grows until it is not watched any more");
    while (nodes < most && holds(watch, nodes, Duration.ofSeconds(effort.of(15, 3)))) {
      nodes += step;
    }
    return nodes;
  }

  /**
   * The largest that holds for long. Each is tried with a broker and a health-stream of its own:
   * those that could not watch more have much to catch up with.
   */
  private void largestBelow(int tooMany) throws InterruptedException {
    int step = effort.of(50_000, 10_000);
    int nodes = tooMany;
    boolean held = false;
    while (!held && nodes > step) {
      nodes -= step;
      try (Watch watch = Watch.begin()) {
        long began = System.nanoTime();
        Duration brokerBefore = watch.world.brokerCpu();
        held = holds(watch, nodes, Duration.ofSeconds(effort.of(180, 10)));
        double share =
            (double) watch.world.brokerCpu().minus(brokerBefore).toNanos()
                / (System.nanoTime() - began);
        report.say("  broker: %.2f of a core".formatted(share));
      }
    }
    report.add(Figure.of("live.nodes-at-1-Hz", held ? nodes : 0, "nodes").atLeast(200_000));
  }

  /** Whether so many are watched for so long, without a mistake and without falling behind. */
  private boolean holds(Watch watch, int nodes, Duration time) throws InterruptedException {
    LiveFleet fleet = watch.fleet;
    StatusTail tail = watch.tail;
    fleet.resize(nodes);
    long settledBy = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    boolean settled = false;
    while (!settled && System.nanoTime() < settledBy) {
      fleet.takeLateness();
      tail.takeWorstLagMillis();
      TimeUnit.SECONDS.sleep(3);
      settled =
          tail.nodes(NodeState.ALIVE) == nodes
              && tail.takeWorstLagMillis() < BOUNDED_LAG_MILLIS / 2
              && fleet.takeLateness().toMillis() < 500;
    }
    int deaths = tail.deaths().size();
    long worst = 0;
    long end = System.nanoTime() + time.toNanos();
    while (settled && worst <= BOUNDED_LAG_MILLIS && System.nanoTime() < end) {
      TimeUnit.SECONDS.sleep(1);
      worst = Math.max(worst, Math.max(tail.takeWorstLagMillis(), tail.silenceMillis() - 1_000));
    }
    long late = fleet.takeLateness().toMillis();
    int mistakes = tail.deaths().size() - deaths;
    boolean holds = settled && mistakes == 0 && worst <= BOUNDED_LAG_MILLIS && late < 1_000;
    report.say(
        settled
            ? "  %d nodes for %d s: lag at most %d ms, generator late by at most %d ms, %d mistakes: %s"
                .formatted(
                    nodes,
                    time.toSeconds(),
                    worst,
                    late,
                    mistakes,
                    holds ? "holds" : "does not hold")
            : "  %d nodes: does not settle; %d ALIVE"
                .formatted(nodes, tail.nodes(NodeState.ALIVE)));
    return holds;
  }

  private void detection(LiveFleet fleet, StatusTail tail) throws InterruptedException {
    int nodes = effort.of(100_000, 12_000);
    report.say(
        "detection: %d nodes live, all of one partition die at once; beyond their deadline"
            .formatted(nodes));
    fleet.resize(nodes);
    LiveWorld.await("the fleet is known", () -> tail.nodes(NodeState.ALIVE) == nodes);
    TimeUnit.SECONDS.sleep(
        15); // past the grace that every log begins with, and the compiler's work
    var medians = new Samples();
    var tails = new Samples();
    var fromPulse = new Samples();
    for (int partition = 0; partition < effort.of(3, 1); partition++) {
      var overheads = new Samples();
      var afterPulse = new Samples();
      for (StatusTail.Death death : killPartition(fleet, tail, partition)) {
        long deadline = death.status().getHeardAtMillis() + death.status().getDeadlineMillis();
        overheads.add(death.arrivedMillis() - deadline);
        afterPulse.add(death.arrivedMillis() - death.status().getDecidedAtMillis());
      }
      medians.add(overheads.median());
      tails.add(overheads.quantile(0.99));
      fromPulse.add(afterPulse.median());
    }
    report.add(Figure.of("detection.overhead.p50", medians.median(), "ms").atMost(170));
    report.add(Figure.of("detection.overhead.p99", tails.median(), "ms").atMost(330));
    report.add(Figure.of("detection.from-pulse-to-reader.p50", fromPulse.median(), "ms"));
  }

  private static List<StatusTail.Death> killPartition(
      LiveFleet fleet, StatusTail tail, int partition) throws InterruptedException {
    int before = tail.deaths().size();
    int dying = 0;
    for (int i = 0; i < fleet.size(); i++) {
      if (fleet.partitionOf(i) == partition) {
        fleet.silence(i, true);
        dying++;
      }
    }
    int all = before + dying;
    LiveWorld.await("a whole partition is dead", () -> tail.deaths().size() >= all);
    List<StatusTail.Death> deaths = tail.deaths().subList(before, all);
    for (int i = 0; i < fleet.size(); i++) {
      fleet.silence(i, false);
    }
    int nodes = fleet.size();
    LiveWorld.await("all are back", () -> tail.nodes(NodeState.ALIVE) == nodes);
    return deaths;
  }
}
