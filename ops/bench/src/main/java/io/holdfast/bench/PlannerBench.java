package io.holdfast.bench;

import io.holdfast.bench.planner.Planner;

/** The dispatcher's planner: how long a plan takes, and how good it is. */
final class PlannerBench implements Bench {

  @Override
  public String name() {
    return "planner";
  }

  @Override
  public void run(Effort effort, Report report) {
    new Planner(effort, report).run();
  }
}
