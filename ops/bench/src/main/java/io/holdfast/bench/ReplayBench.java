package io.holdfast.bench;

import io.holdfast.bench.replay.ReplayOfADay;

/** How fast the command line judges and decides once more what is in the topics. */
final class ReplayBench implements Bench {

  @Override
  public String name() {
    return "replay";
  }

  @Override
  public void run(Effort effort, Report report) throws Exception {
    new ReplayOfADay(effort, report).run();
  }
}
