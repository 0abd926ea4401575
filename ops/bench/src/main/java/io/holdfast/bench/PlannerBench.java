package io.holdfast.bench;

import io.holdfast.bench.planner.Beside;
import io.holdfast.bench.planner.Planner;
import io.holdfast.bench.planner.Reassignments;
import java.nio.file.Path;
import java.util.Optional;

/** The dispatcher's planner: how long a plan takes, and how good it is. */
final class PlannerBench implements Bench {

  private final Optional<Path> data;

  /**
   * @param data directory of the machine reassignment instances, to be run too
   */
  PlannerBench(Optional<Path> data) {
    this.data = data;
  }

  @Override
  public String name() {
    return "planner";
  }

  @Override
  public void run(Effort effort, Report report) throws Exception {
    new Planner(effort, report).run();
    new Beside(effort, report).run();
    data.ifPresent(directory -> new Reassignments(effort, report, directory).run());
  }
}
