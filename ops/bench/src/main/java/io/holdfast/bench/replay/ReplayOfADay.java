package io.holdfast.bench.replay;

import io.holdfast.bench.Effort;
import io.holdfast.bench.Figure;
import io.holdfast.bench.Report;
import io.holdfast.records.NodeStatus;
import io.holdfast.sandbox.ChildProcess;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.Sandbox;
import io.holdfast.sandbox.SandboxPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code holdfast replay} over a day of 1 000 nodes at 1 Hz: heartbeats judged, decisions compared.
 */
public final class ReplayOfADay {

  private static final int NODES = 1_000;
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  private final Effort effort;
  private final Report report;

  public ReplayOfADay(Effort effort, Report report) {
    this.effort = effort;
    this.report = report;
  }

  public void run() throws Exception {
    var plan = SandboxPlan.of(Part.BROKER, Part.REGISTRY).withBrokerProcess();
    try (Sandbox sandbox = Sandbox.start(plan);
        var topics = new ReplayTopics(sandbox.bootstrapServers(), sandbox.registryUrl())) {
      int seconds = effort.of(86_400, 1_200);
      List<String> nodes = ReplayTopics.names("n", NODES);
      long begin = System.nanoTime();
      var day = new Day(topics, nodes, seconds, effort.of(200, 10));
      List<NodeStatus> verdicts = day.write();
      var pools = new PoolsOfADay(topics, nodes, seconds);
      pools.write(verdicts);
      report.say(
          "replay: %d nodes for %d s, %d records of heartbeats, %d verdicts, %d decisions and commands, written in %.0f s"
              .formatted(
                  NODES,
                  seconds,
                  day.records(),
                  verdicts.size(),
                  pools.decisions(),
                  (System.nanoTime() - begin) / 1e9));
      replay(sandbox, day.beating());
    }
  }

  /**
   * Runs it.
   *
   * @param beating share of the records that are heartbeats
   */
  private void replay(Sandbox sandbox, double beating) throws Exception {
    Path out = sandbox.directory().resolve("replay.json");
    long begin = System.nanoTime();
    try (ChildProcess replay =
        ChildProcess.java("io.holdfast.cli.Main")
            .jvmOptions("-Xmx2g", "-XX:+UseParallelGC")
            .environment("HOLDFAST_KAFKA_BOOTSTRAP_SERVERS", sandbox.bootstrapServers())
            .environment("HOLDFAST_REGISTRY_URL", sandbox.registryUrl())
            .arguments("replay", "--to", "0s", "--json", "--prefix", ReplayTopics.PREFIX)
            .start("replay", out)) {
      int exitCode = replay.awaitExit(PATIENCE);
      String json = Files.readString(out);
      if (exitCode != 0 || !json.contains("\"identical\" : true")) {
        throw new IllegalStateException("the replay is not identical: " + json);
      }
      report.add(
          Figure.of("replay.heartbeats", beating * number(json, "heartbeatsPerSecond"), "1/s")
              .atLeast(500_000));
      report.add(Figure.of("replay.day", (System.nanoTime() - begin) / 1e9, "s").atMost(240));
    }
  }

  private static double number(String json, String field) {
    Matcher matcher = Pattern.compile('"' + field + "\"\\s*:\\s*([0-9.Ee+]+)").matcher(json);
    if (!matcher.find()) {
      throw new IllegalStateException(field + " is missing in " + json);
    }
    return Double.parseDouble(matcher.group(1));
  }
}
