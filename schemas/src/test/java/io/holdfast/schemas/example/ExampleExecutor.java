package io.holdfast.schemas.example;

import io.holdfast.records.AssignedWorkload;
import io.holdfast.records.Assignment;
import io.holdfast.records.CommandResult;
import io.holdfast.records.Fencing;
import io.holdfast.records.ResultKind;
import io.holdfast.records.ResultReason;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

// Quoted in the README of schemas, from here to the end.
/** Carries out assignments for one incarnation of one node; call it for each record of its key. */
final class ExampleExecutor {
  private final long incarnation;
  private final Consumer<AssignedWorkload> start;
  private final Consumer<String> stop;
  private final TreeMap<String, AssignedWorkload> running = new TreeMap<>();

  ExampleExecutor(long incarnation, Consumer<AssignedWorkload> start, Consumer<String> stop) {
    this.incarnation = incarnation;
    this.start = start;
    this.stop = stop;
  }

  /** What to send to command-results, in this order, under the node's id. */
  List<CommandResult> carryOut(Assignment assignment) {
    List<CommandResult> results = new ArrayList<>();
    if (assignment.getIncarnation() != incarnation) {
      return results; // meant for an agent that was here before, or comes after us
    }
    var wanted = new TreeMap<String, AssignedWorkload>();
    assignment.getWorkloads().forEach(w -> wanted.put(w.getWorkload(), w));
    for (AssignedWorkload is : List.copyOf(running.values())) {
      if (!is.equals(wanted.get(is.getWorkload()))) {
        stop.accept(is.getWorkload());
        running.remove(is.getWorkload());
        results.add(result(assignment, is, ResultKind.STOPPED, ResultReason.NONE));
      }
    }
    for (AssignedWorkload want : wanted.values()) {
      if (want.getFencing() == Fencing.LEASE) {
        results.add(result(assignment, want, ResultKind.REFUSED, ResultReason.NO_FENCING));
      } else if (running.put(want.getWorkload(), want) == null) {
        start.accept(want);
        results.add(result(assignment, want, ResultKind.STARTED, ResultReason.NONE));
      }
    }
    return results;
  }

  private CommandResult result(
      Assignment to, AssignedWorkload of, ResultKind kind, ResultReason why) {
    return new CommandResult(
        to.getNode(),
        to.getPool(),
        incarnation,
        of.getWorkload(),
        of.getEpoch(),
        kind,
        why,
        "",
        System.currentTimeMillis());
  }
}
