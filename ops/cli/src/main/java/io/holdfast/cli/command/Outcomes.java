package io.holdfast.cli.command;

import io.holdfast.records.Command;
import io.holdfast.records.CommandAction;
import io.holdfast.records.CommandResult;
import io.holdfast.records.ResultKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What became of commands, from the results of those who carried them out. */
final class Outcomes {

  private record Step(String node, String workload, long epoch) {}

  private final Map<Step, CommandResult> started = new HashMap<>();
  private final Map<Step, CommandResult> stopped = new HashMap<>();

  /** Takes them oldest first: the newest word of a kind counts. */
  Outcomes(List<CommandResult> oldestFirst) {
    for (CommandResult result : oldestFirst) {
      var step = new Step(result.getNode(), result.getWorkload(), result.getEpoch());
      (result.getResult() == ResultKind.STOPPED ? stopped : started).put(step, result);
    }
  }

  /** Null while nobody has reported. */
  CommandResult of(Command command) {
    var step = new Step(command.getNode(), command.getWorkload(), command.getEpoch());
    return (command.getAction() == CommandAction.START ? started : stopped).get(step);
  }
}
