package io.holdfast.bench.liveness;

import io.holdfast.bench.Effort;
import io.holdfast.bench.Figure;
import io.holdfast.bench.Report;
import io.holdfast.bench.Samples;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.Sandbox;
import io.holdfast.sandbox.SandboxPlan;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Records a second over one topic of heartbeats: a plain consumer, one that decodes, a Streams app
 * that decodes and does nothing, and health-stream complete. Each reads everything from the
 * beginning, in turn, one warm-up round and at least three that count.
 */
public final class Throughput {

  private final Effort effort;
  private final Report report;

  public Throughput(Effort effort, Report report) {
    this.effort = effort;
    this.report = report;
  }

  public void run() throws Exception {
    var plan = SandboxPlan.of(Part.BROKER).withBrokerProcess();
    try (Sandbox sandbox = Sandbox.start(plan)) {
      int nodes = effort.of(100_000, 10_000);
      var topic = new BenchTopic(sandbox.bootstrapServers());
      long records = topic.fill(nodes, effort.of(4_000_000, 200_000));
      report.say("throughput: %d nodes, 12 partitions, %d records".formatted(nodes, records));
      measure(new Readers(topic, sandbox.directory()), records);
    }
  }

  private void measure(Readers readers, long records) throws Exception {
    Map<String, Callable<Double>> contenders = new LinkedHashMap<>();
    contenders.put("plain-consumer", readers::plainConsumer);
    contenders.put("consumer-decoding", readers::decodingConsumer);
    contenders.put("streams-doing-nothing", readers::idleStreams);
    contenders.put("health-stream", readers::healthStream);
    Map<String, Samples> seconds = new LinkedHashMap<>();
    for (int round = 0; round <= effort.of(3, 1); round++) {
      for (var contender : contenders.entrySet()) {
        double took = contender.getValue().call();
        if (round > 0) {
          seconds.computeIfAbsent(contender.getKey(), name -> new Samples()).add(took);
        }
      }
    }
    seconds.forEach(
        (name, took) ->
            report.add(Figure.of("throughput." + name, records / took.median(), "1/s")));
    double share =
        seconds.get("streams-doing-nothing").median() / seconds.get("health-stream").median();
    report.add(
        Figure.of("throughput.health-stream-over-streams-doing-nothing", share, "x").atLeast(0.6));
  }
}
