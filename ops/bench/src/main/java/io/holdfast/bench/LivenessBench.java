package io.holdfast.bench;

import io.holdfast.bench.liveness.Connections;
import io.holdfast.bench.liveness.FoldCost;
import io.holdfast.bench.liveness.Live;
import io.holdfast.bench.liveness.TakeOver;
import io.holdfast.bench.liveness.Throughput;
import io.holdfast.bench.quality.Quality;

/**
 * health-stream: what a fold costs, how much the whole app carries, and how often a detector is
 * wrong. {@code -Dparts=fold,live} runs some of it only.
 */
final class LivenessBench implements Bench {

  private static final String PARTS = "fold,throughput,live,take-over,connections,quality";

  @Override
  public String name() {
    return "liveness";
  }

  @Override
  public void run(Effort effort, Report report) throws Exception {
    for (String part : System.getProperty("parts", PARTS).split(",", -1)) {
      switch (part) {
        case "fold" -> new FoldCost(effort, report).run();
        case "throughput" -> new Throughput(effort, report).run();
        case "live" -> new Live(effort, report).run();
        case "take-over" -> new TakeOver(effort, report).run();
        case "connections" -> new Connections(effort, report).run();
        case "quality" -> new Quality(effort, report).run();
        default -> throw new IllegalArgumentException(part + " is none of " + PARTS);
      }
    }
  }
}
