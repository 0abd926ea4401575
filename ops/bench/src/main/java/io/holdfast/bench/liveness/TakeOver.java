package io.holdfast.bench.liveness;

import io.holdfast.bench.Effort;
import io.holdfast.bench.Figure;
import io.holdfast.bench.Report;
import io.holdfast.bench.Samples;
import io.holdfast.records.NodeState;
import io.holdfast.sandbox.ChildProcess;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One of two instances is killed with SIGKILL under load: how long until every partition is judged
 * again, and until nothing is left to be caught up with. Settings are the defaults.
 */
public final class TakeOver {

  private final Effort effort;
  private final Report report;

  public TakeOver(Effort effort, Report report) {
    this.effort = effort;
    this.report = report;
  }

  public void run() throws InterruptedException {
    int nodes = effort.of(200_000, 20_000);
    report.say("take-over: %d nodes at 1 Hz, two instances, one is killed".formatted(nodes));
    try (var world = new LiveWorld();
        var fleet = new LiveFleet(world);
        var tail = new StatusTail(world)) {
      ChildProcess[] pair = {world.startHealthStream("one"), world.startHealthStream("two")};
      fleet.resize(nodes);
      LiveWorld.await("the fleet is known", () -> tail.nodes(NodeState.ALIVE) == nodes);
      var flowing = new Samples();
      var caughtUp = new Samples();
      for (int i = 0; i < effort.of(3, 1); i++) {
        awaitSteady(tail);
        ChildProcess victim = pair[i % 2];
        Map<Integer, StatusTail.Reached> before = tail.reached();
        long killed = System.nanoTime();
        victim.kill();
        flowing.add(secondsUntilAllJudge(tail, before, killed));
        caughtUp.add(secondsUntilCaughtUp(tail, killed));
        pair[i % 2] = world.startHealthStream(victim.name());
      }
      report.add(Figure.of("take-over.verdicts-flow", flowing.quantile(1), "s").atMost(12));
      report.add(Figure.of("take-over.caught-up", caughtUp.quantile(1), "s"));
      report.add(Figure.of("take-over.mistakes", tail.deaths().size(), "count").atMost(0));
    }
  }

  /** Both have their share, and a checkpoint or two are behind them; not for ever. */
  private static void awaitSteady(StatusTail tail) throws InterruptedException {
    int quiet = 0;
    for (int looks = 0; quiet < 12 && looks < 40; looks++) {
      tail.takeWorstLagMillis();
      TimeUnit.SECONDS.sleep(2);
      boolean steady = tail.silenceMillis() < 2_500 && tail.takeWorstLagMillis() < 1_000;
      quiet = steady ? quiet + 1 : 0;
    }
  }

  private static double secondsUntilAllJudge(
      StatusTail tail, Map<Integer, StatusTail.Reached> before, long since)
      throws InterruptedException {
    LiveWorld.await(
        "verdicts flow",
        () ->
            tail.reached().entrySet().stream()
                .allMatch(each -> isBeyond(each.getValue(), before.get(each.getKey()))));
    return (System.nanoTime() - since) / 1e9;
  }

  /** Judged further than before by more than what was on its way when the instance was killed. */
  private static boolean isBeyond(StatusTail.Reached now, StatusTail.Reached before) {
    return now.progress().getObservedMillis() >= before.progress().getObservedMillis() + 2_000;
  }

  private static double secondsUntilCaughtUp(StatusTail tail, long since)
      throws InterruptedException {
    LiveWorld.await(
        "all is caught up with",
        () ->
            tail.silenceMillis() < 2_500
                && tail.reached().values().stream().allMatch(each -> each.lagMillis() < 1_000));
    return (System.nanoTime() - since) / 1e9;
  }
}
