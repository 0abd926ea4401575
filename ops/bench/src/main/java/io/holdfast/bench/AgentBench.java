package io.holdfast.bench;

import io.holdfast.bench.agent.Footprint;

/** What the agent costs its node. */
final class AgentBench implements Bench {

  @Override
  public String name() {
    return "agent";
  }

  @Override
  public void run(Effort effort, Report report) throws Exception {
    new Footprint(effort, report).run();
  }
}
