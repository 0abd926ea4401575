package io.holdfast.bench.liveness;

import io.holdfast.bench.Effort;
import io.holdfast.bench.Figure;
import io.holdfast.bench.Report;
import io.holdfast.bench.Samples;
import io.holdfast.bench.liveness.Readers.Speed;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.Sandbox;
import io.holdfast.sandbox.SandboxPlan;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Records a second over one topic of heartbeats: a plain consumer, one that decodes, a Streams app
 * that decodes and does nothing, and health-stream complete. Each reads everything from the
 * beginning, in turn, one warm-up round and five that count; what counts of those is from when the
 * app is warm. A ratio is the median of the rounds' ratios: the two of a round were read one right
 * after the other, on a machine that is faster or slower from minute to minute.
 */
public final class Throughput {

  private static final String IDLE = "streams-doing-nothing";
  private static final String OURS = "health-stream";

  private interface Contender {
    Speed read(Readers readers) throws Exception;
  }

  private final Effort effort;
  private final Report report;

  public Throughput(Effort effort, Report report) {
    this.effort = effort;
    this.report = report;
  }

  public void run() throws Exception {
    var plan = SandboxPlan.of(Part.BROKER).withBrokerProcess();
    try (Sandbox sandbox = Sandbox.start(plan)) {
      Map<String, Contender> all = new LinkedHashMap<>();
      all.put("plain-consumer", Readers::plainConsumer);
      all.put("consumer-decoding", Readers::decodingConsumer);
      all.put(IDLE, Readers::idleStreams);
      all.put(OURS, Readers::healthStream);
      measure(
          sandbox,
          "throughput",
          effort.of(100_000, 10_000),
          effort.of(8_000_000, 200_000),
          0.6,
          all);
      if (effort == Effort.FULL) {
        all.keySet().retainAll(Set.of(IDLE, OURS));
        measure(sandbox, "throughput-1m", 1_000_000, 20_000_000, 0.5, all);
      }
    }
  }

  private void measure(
      Sandbox sandbox,
      String name,
      int nodes,
      long atLeast,
      double floor,
      Map<String, Contender> contenders)
      throws Exception {
    var topic = new BenchTopic(sandbox.bootstrapServers(), name + ".");
    long records = topic.fill(nodes, atLeast);
    report.say("%s: %d nodes, 12 partitions, %d records".formatted(name, nodes, records));
    var readers = new Readers(topic, sandbox.directory());
    Map<String, Samples> warm = new LinkedHashMap<>();
    var warmRatio = new Samples();
    var wholeRatio = new Samples();
    for (int round = 0; round <= effort.of(5, 1); round++) {
      Map<String, Speed> speeds = new HashMap<>();
      for (var contender : contenders.entrySet()) {
        speeds.put(contender.getKey(), contender.getValue().read(readers));
      }
      if (round > 0) {
        for (String key : contenders.keySet()) {
          warm.computeIfAbsent(key, each -> new Samples()).add(speeds.get(key).warm());
        }
        warmRatio.add(speeds.get(OURS).warm() / speeds.get(IDLE).warm());
        wholeRatio.add(speeds.get(OURS).whole() / speeds.get(IDLE).whole());
      }
    }
    warm.forEach((key, speeds) -> report.add(Figure.of(name + "." + key, speeds.median(), "1/s")));
    String ratio = name + ".health-stream-over-streams-doing-nothing";
    report.add(Figure.of(ratio, warmRatio.median(), "x").atLeast(floor));
    report.add(Figure.of(ratio + ".joining-included", wholeRatio.median(), "x"));
    report.add(
        Figure.of(name + ".checkpoint-longest", readers.checkpointMillis().quantile(1), "ms")
            .atMost(150));
  }
}
