package io.holdfast.demo;

import io.holdfast.records.CommandResult;
import io.holdfast.records.LoadBalance;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.ResultKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The broker stands still for 20 s: a time-out by the wall clock declares all dead, Holdfast none.
 */
final class BrokerIsStopped implements Chapter {

  private static final Duration STOPPED = Duration.ofSeconds(20);

  @Override
  public String title() {
    return "The broker is stopped for 20 s (dead-after is 15 s): nobody is declared dead";
  }

  @Override
  public void tell(Stage stage) throws StoryFailed {
    var narrator = stage.narrator();
    Set<String> nodes = stage.processes().nodes();
    Map<String, Workloads.Place> before = stage.workloads().places();
    long begin = System.nanoTime();
    stage.processes().broker().suspend();
    narrator.says("SIGSTOP to the broker");
    try {
      stage.follower().watchTheWallClock(STOPPED);
      for (String workload : stage.workloads().names()) {
        StoryFailed.unless(
            stage.workloads().isHealthy(workload),
            "%s does not answer while the broker stands still",
            workload);
      }
      narrator.verified(
          "all %d workloads answer /health meanwhile", stage.workloads().names().size());
    } finally {
      stage.processes().broker().resume();
    }
    long resumed = System.nanoTime();
    narrator.says("SIGCONT after %s", Narrator.seconds(begin, resumed));

    stage
        .follower()
        .await(
            "verdicts and windows flow again with all nodes reporting",
            Duration.ofSeconds(60),
            view -> view.balancesSince(resumed, b -> b.getReported() == nodes.size()).size() >= 2);
    long flowing = System.nanoTime();
    LoadBalance newest = stage.follower().look(view -> view.newestBalance().orElseThrow());
    narrator.verified(
        "all %d nodes are heard again; the newest window has %d nodes, %s after SIGCONT",
        nodes.size(), newest.getReported(), Narrator.seconds(resumed, flowing));

    Set<String> wallClock = stage.follower().look(view -> view.wallClockTimeout().declaredDead());
    List<FleetView.Seen<NodeStatus>> dead =
        stage
            .follower()
            .look(
                view ->
                    view.statusesSince(
                        begin,
                        s -> s.getState() == NodeState.DEAD || s.getState() == NodeState.ENDED));
    StoryFailed.unless(
        wallClock.containsAll(nodes),
        "the wall-clock time-out should have declared all nodes dead, but only %s",
        wallClock);
    StoryFailed.unless(dead.isEmpty(), "declared dead although they lived: %s", dead);
    narrator.verified(
        "a plain wall-clock time-out of %s over the same records declared dead: %s",
        Narrator.seconds(Demo.DEAD_AFTER), wallClock);
    narrator.verified("Holdfast declared dead: none");

    List<FleetView.Seen<CommandResult>> stopped =
        stage
            .follower()
            .look(view -> view.resultsSince(begin, r -> r.getResult() != ResultKind.STARTED));
    Map<String, Workloads.Place> after = stage.workloads().places();
    StoryFailed.unless(stopped.isEmpty(), "workloads were stopped: %s", stopped);
    StoryFailed.unless(after.equals(before), "workloads moved: %s became %s", before, after);
    narrator.verified("no workload was stopped, none was moved");
    stage
        .figures()
        .record(
            "broker stopped for 20 s: declared dead by wall clock",
            wallClock.size() + " of " + nodes.size());
    stage
        .figures()
        .record("broker stopped for 20 s: declared dead by Holdfast", "0 of " + nodes.size());
    stage
        .figures()
        .record("broker continued → windows complete again", Narrator.seconds(resumed, flowing));
  }
}
