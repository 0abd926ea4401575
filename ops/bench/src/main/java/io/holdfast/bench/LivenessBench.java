package io.holdfast.bench;

import io.holdfast.bench.liveness.FoldCost;
import io.holdfast.bench.liveness.Throughput;
import io.holdfast.bench.quality.Quality;

/** health-stream: what a fold costs, and how often a detector is wrong. */
final class LivenessBench implements Bench {

  @Override
  public String name() {
    return "liveness";
  }

  @Override
  public void run(Effort effort, Report report) throws Exception {
    new FoldCost(effort, report).run();
    new Throughput(effort, report).run();
    new Quality(effort, report).run();
  }
}
