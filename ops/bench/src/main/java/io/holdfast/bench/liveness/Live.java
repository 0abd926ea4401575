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
    try (var world = new LiveWorld();
        var fleet = new LiveFleet(world);
        var tail = new StatusTail(world)) {
      world.startHealthStream("health");
      LiveWorld.await("pulses are judged", () -> tail.reached().size() == 12);
      detection(fleet, tail);
      largest(world, fleet, tail);
    }
  }

  private void largest(LiveWorld world, LiveFleet fleet, StatusTail tail)
      throws InterruptedException {
    int step = effort.of(50_000, 10_000);
    int probe = effort.of(4 * step, 20_000);
    int most = effort.of(1_000_000, 40_000);
    report.say("live: a fleet at 1 Hz that grows until it is not watched any more");
    while (probe <= most && holds(fleet, tail, probe, Duration.ofSeconds(effort.of(15, 3)))) {
      probe += effort.of(2 * step, step);
    }
    Duration longer = Duration.ofSeconds(effort.of(180, 10));
    int nodes = Math.min(most, probe);
    boolean held = false;
    while (!held && nodes > step) {
      nodes -= step;
      long began = System.nanoTime();
      Duration brokerBefore = world.brokerCpu();
      held = holds(fleet, tail, nodes, longer);
      double share =
          (double) world.brokerCpu().minus(brokerBefore).toNanos() / (System.nanoTime() - began);
      report.say("  broker: %.2f of a core".formatted(share));
    }
    report.add(Figure.of("live.nodes-at-1-Hz", held ? nodes : 0, "nodes").atLeast(200_000));
  }

  /** Whether so many are watched for so long, without a mistake and without falling behind. */
  private boolean holds(LiveFleet fleet, StatusTail tail, int nodes, Duration time)
      throws InterruptedException {
    int before = fleet.size();
    fleet.resize(nodes);
    if (nodes < before) {
      // Those that are no longer there die, and that is no mistake.
      LiveWorld.await("the fleet is smaller", () -> tail.nodes(NodeState.ALIVE) <= nodes);
    }
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
    long deaths = tail.deaths().size();
    long worst = 0;
    long end = System.nanoTime() + time.toNanos();
    while (settled && worst <= BOUNDED_LAG_MILLIS && System.nanoTime() < end) {
      TimeUnit.SECONDS.sleep(1);
      worst = Math.max(worst, Math.max(tail.takeWorstLagMillis(), tail.silenceMillis() - 1_000));
    }
    long late = fleet.takeLateness().toMillis();
    long mistakes =
        tail.deaths().stream()
            .skip(deaths)
            .filter(death -> Beats.index(death.status().getNode()) < nodes)
            .count();
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
