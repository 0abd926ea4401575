package io.holdfast.bench;

import io.holdfast.bench.console.PageUnderLoad;

/** The web console with ten thousand nodes that change each second. */
final class ConsoleBench implements Bench {

  @Override
  public String name() {
    return "console";
  }

  @Override
  public void run(Effort effort, Report report) throws Exception {
    new PageUnderLoad(effort, report).run();
  }
}
