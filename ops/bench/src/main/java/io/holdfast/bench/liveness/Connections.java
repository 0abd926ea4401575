package io.holdfast.bench.liveness;

import io.holdfast.bench.Effort;
import io.holdfast.bench.Figure;
import io.holdfast.bench.Report;
import io.holdfast.records.NodeState;
import io.holdfast.sandbox.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * As many agents' own producers and consumers as this machine carries at 1 Hz beside the broker and
 * health-stream, and what the processors are busy with at that point. A step is carried while 99.9
 * % of the heartbeats are acknowledged within a second.
 */
public final class Connections {

  private static final int PER_PROCESS = 500;
  private static final double ENOUGH = 0.999;

  private final Effort effort;
  private final Report report;

  /** What one process of agents has counted. */
  private record Counts(long sent, long inTime) {
    Counts plus(Counts other) {
      return new Counts(sent + other.sent, inTime + other.inTime);
    }
  }

  public Connections(Effort effort, Report report) {
    this.effort = effort;
    this.report = report;
  }

  public void run() throws Exception {
    report.say("connections: the agent's own producer and consumer for each node, at 1 Hz");
    Path directory = Files.createTempDirectory("holdfast-bench-");
    try (var world = new LiveWorld();
        var tail = new StatusTail(world)) {
      ChildProcess health = world.startHealthStream("health");
      LiveWorld.await("pulses are judged", () -> tail.reached().size() == 12);
      var agents = new ArrayList<ChildProcess>();
      var files = new ArrayList<Path>();
      int carried = 0;
      int most = effort.of(10_000, 500);
      boolean carries = true;
      while (carries && agents.size() * PER_PROCESS < most) {
        int first = agents.size() * PER_PROCESS;
        Path file = directory.resolve("agents-" + first);
        agents.add(startAgents(world, first, file));
        files.add(file);
        carries = isCarried(world, tail, health, agents, files);
        carried = carries ? first + PER_PROCESS : carried;
      }
      report.add(Figure.of("connections.real-agents-at-1-Hz", carried, "nodes"));
    } finally {
      try (var all = Files.list(directory)) {
        for (Path file : all.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(directory);
    }
  }

  private static ChildProcess startAgents(LiveWorld world, int first, Path file) {
    return world.start(
        "agents-" + first,
        RealAgents.class,
        "768m",
        world.bootstrapServers(),
        world.registryUrl(),
        world.topics().prefix(),
        Integer.toString(first),
        Integer.toString(PER_PROCESS),
        file.toString());
  }

  private boolean isCarried(
      LiveWorld world,
      StatusTail tail,
      ChildProcess health,
      List<ChildProcess> agents,
      List<Path> files)
      throws InterruptedException {
    int nodes = agents.size() * PER_PROCESS;
    long joinedBy = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (tail.nodes(NodeState.ALIVE) < nodes && System.nanoTime() < joinedBy) {
      TimeUnit.MILLISECONDS.sleep(200);
    }
    TimeUnit.SECONDS.sleep(effort.of(10, 3));
    int deaths = tail.deaths().size();
    Counts before = counts(files);
    List<Duration> used = cpu(world, health, agents);
    long began = System.nanoTime();
    TimeUnit.SECONDS.sleep(effort.of(20, 5));
    Counts after = counts(files);
    List<Duration> usedAfter = cpu(world, health, agents);
    double seconds = (System.nanoTime() - began) / 1e9;
    double inTime = (double) (after.inTime() - before.inTime()) / (after.sent() - before.sent());
    int mistakes = tail.deaths().size() - deaths;
    boolean carried = inTime >= ENOUGH && mistakes == 0 && tail.nodes(NodeState.ALIVE) == nodes;
    report.say(
        "  %d agents: %.0f heartbeats/s, %.2f %% acknowledged within 1 s, %d mistakes; of %d cores the agents use %.2f, the broker %.2f, health-stream %.2f: %s"
            .formatted(
                nodes,
                (after.sent() - before.sent()) / seconds,
                100 * inTime,
                mistakes,
                Runtime.getRuntime().availableProcessors(),
                cores(used.get(0), usedAfter.get(0), seconds),
                cores(used.get(1), usedAfter.get(1), seconds),
                cores(used.get(2), usedAfter.get(2), seconds),
                carried ? "carried" : "not carried"));
    return carried;
  }

  private static double cores(Duration before, Duration after, double seconds) {
    return after.minus(before).toNanos() / 1e9 / seconds;
  }

  private static List<Duration> cpu(
      LiveWorld world, ChildProcess health, List<ChildProcess> agents) {
    Duration all =
        agents.stream()
            .map(each -> LiveWorld.cpu(each.pid()))
            .reduce(Duration.ZERO, Duration::plus);
    return List.of(all, world.brokerCpu(), LiveWorld.cpu(health.pid()));
  }

  private static Counts counts(List<Path> files) {
    return files.stream().map(Connections::read).reduce(new Counts(0, 0), Counts::plus);
  }

  private static Counts read(Path file) {
    try {
      String[] counts = Files.readString(file).split(" ", -1);
      return new Counts(Long.parseLong(counts[0]), Long.parseLong(counts[1]));
    } catch (NoSuchFileException notYet) {
      return new Counts(0, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
