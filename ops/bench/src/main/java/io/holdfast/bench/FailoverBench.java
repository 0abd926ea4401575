package io.holdfast.bench;

import io.holdfast.bench.failover.Failovers;

/** How soon the work of a dead node is done elsewhere. */
final class FailoverBench implements Bench {

  @Override
  public String name() {
    return "failover";
  }

  @Override
  public void run(Effort effort, Report report) throws Exception {
    new Failovers(effort, report).run();
  }
}
