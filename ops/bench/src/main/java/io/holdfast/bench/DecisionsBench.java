package io.holdfast.bench;

import io.holdfast.bench.decisions.FoldRate;
import io.holdfast.bench.decisions.Live;

/** dispatcher-stream: what a fold costs, and how long one waits for a decision. */
final class DecisionsBench implements Bench {

  @Override
  public String name() {
    return "decisions";
  }

  @Override
  public void run(Effort effort, Report report) throws Exception {
    new FoldRate(effort, report).run();
    new Live(effort, report).run();
  }
}
