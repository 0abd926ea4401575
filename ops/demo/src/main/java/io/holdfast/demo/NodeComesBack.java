package io.holdfast.demo;

import io.holdfast.records.CommandCause;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import java.time.Duration;
import java.util.Set;

/** The killed node starts again: nothing stale runs, and it gets work by the next plan. */
final class NodeComesBack implements Chapter {

  @Override
  public String title() {
    return "The node comes back as a new incarnation";
  }

  @Override
  public void tell(Stage stage) throws StoryFailed {
    var narrator = stage.narrator();
    String node = stage.processes().newestKilled();
    long before = stage.follower().look(view -> view.nodes().get(node).record().getIncarnation());
    long epoch = stage.follower().look(FleetView::newestEpoch);
    long begin = System.nanoTime();
    stage.processes().startAgain(node);

    NodeStatus alive =
        stage
            .follower()
            .awaitFirst(
                node + " is ALIVE again",
                Duration.ofSeconds(40),
                view ->
                    view.statusesSince(
                        begin,
                        s ->
                            s.getNode().equals(node)
                                && s.getState() == NodeState.ALIVE
                                && s.getIncarnation() != before))
            .record();
    narrator.verified(
        "%s is ALIVE as incarnation %d (it was %d), %s after its start",
        node, alive.getIncarnation(), before, Narrator.seconds(begin, System.nanoTime()));

    Set<String> stale = stage.workloads().beatingOn(node, epoch, begin);
    StoryFailed.unless(
        stale.isEmpty(),
        "%s runs on %s although it was granted to the dead incarnation",
        stale,
        node);
    narrator.verified("nothing stale runs on it; it gets work by plan, not by stampede");

    String hot = stage.busiestNode();
    Set<String> burning = stage.runningOn(hot);
    stage.burn(burning, HotNodeIsRelieved.BURN);
    narrator.says("the workloads of %s %s burn now, so that a plan is due", hot, burning);
    stage
        .follower()
        .await(
            node + " receives work by the next plan",
            Duration.ofSeconds(70),
            view ->
                !view.runningOn(node).isEmpty()
                    && !view.commandsSince(
                            begin,
                            c -> node.equals(c.getTo()) && c.getCause() == CommandCause.REBALANCE)
                        .isEmpty());
    narrator.verified(
        "%s runs %s by the next plan, %s after its start",
        node, stage.runningOn(node), Narrator.seconds(begin, System.nanoTime()));
    stage
        .figures()
        .record("agent started again → has work", Narrator.seconds(begin, System.nanoTime()));
    stage.burn(stage.workloads().names(), 0);
    long calm = System.nanoTime();
    stage
        .follower()
        .await(
            "all moves are carried out and no other is due",
            Duration.ofSeconds(60),
            view -> Moves.allDone(view, begin) && Moves.noneDue(view, calm));
    narrator.says("the load is gone, all moves are carried out, no other is due");
  }
}
