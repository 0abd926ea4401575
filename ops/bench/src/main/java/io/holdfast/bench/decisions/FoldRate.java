package io.holdfast.bench.decisions;

import io.holdfast.bench.Effort;
import io.holdfast.bench.Figure;
import io.holdfast.bench.Report;
import io.holdfast.bench.Samples;
import io.holdfast.dispatcher.domain.Fold;
import io.holdfast.dispatcher.store.PoolEntries;
import io.holdfast.records.NodeState;
import java.util.HashMap;
import java.util.Map;

/** The fold alone: events a second, how long one event may take, and how soon it is restored. */
public final class FoldRate {

  private static final int PARTITIONS = 12;

  private final Effort effort;
  private final Report report;

  public FoldRate(Effort effort, Report report) {
    this.effort = effort;
    this.report = report;
  }

  public void run() {
    int nodes = effort.of(10_000, 1_000);
    var log = new PoolLog();
    var joining = new Samples();
    for (int n = 0; n < nodes; n++) {
      log.join(node(n), "z" + n % 10, 16);
    }
    for (int w = 0; w < nodes * 10; w++) {
      log.say(PoolLog.workload(String.format("w%06d", w), 1));
    }
    long begin = System.nanoTime();
    log.settle();
    joining.add((System.nanoTime() - begin) / 1e9);
    report.say("fold: %d nodes, %d workloads, one pool, one thread".formatted(nodes, nodes * 10));
    report.add(Figure.of("decisions.fold.first-placement", joining.median(), "s"));
    steady(log, nodes);
    restore(log);
  }

  /** A second of a pool that is well: pulses, progress, and one node in a hundred flapping. */
  private void steady(PoolLog log, int nodes) {
    var pulses = new Samples();
    long before = log.records();
    long begin = System.nanoTime();
    int seconds = effort.of(60, 10);
    for (int second = 0; second < seconds; second++) {
      for (int i = 0; i < nodes / 100; i++) {
        String node = node((second * 7919 + i * 101) % nodes);
        log.verdict(node, NodeState.SUSPECT);
        log.verdict(node, NodeState.ALIVE);
      }
      for (int p = 0; p < PARTITIONS; p++) {
        log.progress(p);
      }
      for (int quarter = 0; quarter < 4; quarter++) {
        long pulse = System.nanoTime();
        log.pulse();
        pulses.add((System.nanoTime() - pulse) / 1e6);
      }
    }
    double took = (System.nanoTime() - begin) / 1e9;
    report.add(Figure.of("decisions.fold.events", (log.records() - before) / took, "1/s"));
    report.add(Figure.of("decisions.fold.pulse.p99", pulses.quantile(0.99), "ms"));
  }

  /** From stored entries to a fold that can go on. */
  private void restore(PoolLog log) {
    Map<String, byte[]> stored = new HashMap<>();
    PoolEntries.all(log.fold(), stored::put);
    var times = new Samples();
    for (int round = 0; round < effort.of(5, 2); round++) {
      long begin = System.nanoTime();
      var fold = new Fold();
      stored.forEach((key, value) -> PoolEntries.restore(fold, key, value));
      times.add((System.nanoTime() - begin) / 1e9);
    }
    report.add(Figure.of("decisions.restore", times.median(), "s").atMost(2));
  }

  private static String node(int n) {
    return String.format("n%05d", n);
  }
}
