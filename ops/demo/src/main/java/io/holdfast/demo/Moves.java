package io.holdfast.demo;

import io.holdfast.records.Command;
import io.holdfast.records.CommandAction;
import io.holdfast.records.CommandResult;
import io.holdfast.records.LoadBalance;
import io.holdfast.records.PlacementPhase;
import io.holdfast.records.ResultKind;
import java.util.List;

/** Whether work is under way. */
final class Moves {

  private Moves() {}

  /**
   * Whether there were commands since then, each was carried out, and every workload is RUNNING. A
   * workload that moved is RUNNING as soon as it runs on the new node; the old run may still have
   * to stop.
   */
  static boolean allDone(FleetView view, long sinceNanos) {
    List<FleetView.Seen<Command>> commands = view.commandsSince(sinceNanos, command -> true);
    return !commands.isEmpty()
        && commands.stream().allMatch(seen -> isCarriedOut(view, sinceNanos, seen.record()))
        && view.placements().values().stream()
            .allMatch(seen -> seen.record().getPhase() == PlacementPhase.RUNNING);
  }

  /**
   * Whether no plan is due: the two newest windows since then ask for none, and a plan needs two
   * that do.
   */
  static boolean noneDue(FleetView view, long sinceNanos) {
    List<FleetView.Seen<LoadBalance>> windows = view.balancesSince(sinceNanos, balance -> true);
    return windows.size() >= 2
        && windows.subList(windows.size() - 2, windows.size()).stream()
            .noneMatch(seen -> seen.record().getAsksForPlan());
  }

  private static boolean isCarriedOut(FleetView view, long sinceNanos, Command command) {
    return !view.resultsSince(sinceNanos, result -> answers(result, command)).isEmpty();
  }

  private static boolean answers(CommandResult result, Command command) {
    return result.getWorkload().equals(command.getWorkload())
        && result.getNode().equals(command.getNode())
        && result.getEpoch() == command.getEpoch()
        && (command.getAction() == CommandAction.START || result.getResult() == ResultKind.STOPPED);
  }
}
