package io.holdfast.demo;

import io.holdfast.records.Command;
import io.holdfast.records.CommandAction;
import io.holdfast.records.CommandCause;
import io.holdfast.records.LoadBalance;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The workloads of one node burn: the degree falls, work is moved, the degree recovers. */
final class HotNodeIsRelieved implements Chapter {

  /** Share of a core that each workload of the hot node is made to use. */
  static final double BURN = 0.2;

  @Override
  public String title() {
    return "One node runs hot: work moves, the degree recovers";
  }

  @Override
  public void tell(Stage stage) throws StoryFailed {
    var narrator = stage.narrator();
    String hot = stage.busiestNode();
    Set<String> burning = stage.runningOn(hot);
    long begin = System.nanoTime();
    stage.burn(burning, BURN);
    narrator.says("each workload of %s %s now burns %.0f %% of a core", hot, burning, BURN * 100);

    LoadBalance uneven =
        stage
            .follower()
            .awaitFirst(
                "a window's degree falls under " + Pool.DEGREE_THRESHOLD,
                Duration.ofSeconds(30),
                view -> view.balancesSince(begin, LoadBalance::getAsksForPlan))
            .record();
    narrator.verified(
        "the degree fell to %.2f (%s: average %.2f of capacity, maximum %.2f), under the threshold of %.2f",
        uneven.getDegree(),
        uneven.getResource(),
        average(uneven),
        maximum(uneven),
        Pool.DEGREE_THRESHOLD);

    stage
        .follower()
        .awaitFirst(
            "rebalance commands are issued",
            Duration.ofSeconds(40),
            view -> view.commandsSince(begin, HotNodeIsRelieved::isStartForBalance));
    List<FleetView.Seen<Command>> moves =
        stage
            .follower()
            .await(
                "the moves are carried out",
                Duration.ofSeconds(40),
                view -> !view.runningOn(hot).containsAll(burning) && Moves.allDone(view, begin))
            .look(view -> view.commandsSince(begin, HotNodeIsRelieved::isStartForBalance));
    for (FleetView.Seen<Command> move : moves) {
      narrator.says(
          "moved %s from %s to %s (epoch %d): %s",
          move.record().getWorkload(),
          move.record().getFrom(),
          move.record().getTo(),
          move.record().getEpoch(),
          move.record().getWhy());
    }
    long moved = System.nanoTime();
    narrator.verified(
        "%d moves carried out, %s after the load rose",
        moves.size(), Narrator.seconds(begin, moved));

    LoadBalance even =
        stage
            .follower()
            .awaitFirst(
                "the degree recovers",
                Duration.ofSeconds(40),
                view ->
                    view.balancesSince(
                        moved,
                        balance ->
                            balance.getDegree() != null
                                && balance.getDegree() >= Pool.DEGREE_THRESHOLD))
            .record();
    narrator.verified(
        "the degree is %.2f again (average %.2f, maximum %.2f)",
        even.getDegree(), average(even), maximum(even));
    stage.burn(burning, 0);
    stage.figures().record("uneven load → moves carried out", Narrator.seconds(begin, moved));
    stage
        .figures()
        .record(
            "degree before and after the plan",
            String.format("%.2f → %.2f", uneven.getDegree(), even.getDegree()));
  }

  private static boolean isStartForBalance(Command command) {
    return command.getCause() == CommandCause.REBALANCE
        && command.getAction() == CommandAction.START;
  }

  private static double average(LoadBalance balance) {
    return balance.getResources().stream()
        .filter(r -> r.getResource().equals(balance.getResource()))
        .findFirst()
        .orElseThrow()
        .getAverage();
  }

  private static double maximum(LoadBalance balance) {
    return balance.getResources().stream()
        .filter(r -> r.getResource().equals(balance.getResource()))
        .findFirst()
        .orElseThrow()
        .getMaximum();
  }
}
