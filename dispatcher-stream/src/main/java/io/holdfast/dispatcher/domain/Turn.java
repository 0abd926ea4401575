package io.holdfast.dispatcher.domain;

import io.holdfast.dispatcher.domain.state.Grant;
import io.holdfast.dispatcher.domain.state.Grant.Stage;
import io.holdfast.dispatcher.domain.state.PoolState;
import io.holdfast.dispatcher.domain.state.WorkloadEntry;
import io.holdfast.records.Command;
import io.holdfast.records.CommandAction;
import io.holdfast.records.CommandCause;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.PoolMode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;

/** One event's turn at one pool: the state it changes, and the effects it has so far. */
final class Turn {

  private final PoolState state;
  private final Trigger trigger;
  private final Supplier<String> words;
  private final List<Effect> effects = new ArrayList<>();
  private final SortedSet<String> nodesToAssign = new TreeSet<>();
  private int decisions;
  private int commands;

  /**
   * @param words the trigger, for people; most turns need none
   */
  Turn(PoolState state, Trigger trigger, Supplier<String> words) {
    this.state = state;
    this.trigger = trigger;
    this.words = words;
    decisions = trigger.decisions();
    commands = trigger.commands();
  }

  PoolState state() {
    return state;
  }

  Trigger trigger() {
    return trigger;
  }

  String words() {
    return words.get();
  }

  /** Observed time, milliseconds. */
  long now() {
    return trigger.now();
  }

  boolean mayAct() {
    return state.policy().mode() == PoolMode.ACT;
  }

  int nextDecision() {
    return decisions++;
  }

  void publish(Effect effect) {
    effects.add(effect);
  }

  Explanation explain(DecisionKind kind, Reason reason, String why) {
    return new Explanation(this, kind, reason, why);
  }

  /** The epoch of what this event grants. */
  long epoch() {
    return Epoch.of(state.course().generation(), trigger.position().offset());
  }

  /** The node's assignment is to be published, changed or not. */
  void assign(String node) {
    nodesToAssign.add(node);
  }

  /** Gives a workload to the newest incarnation of a node. */
  void grant(WorkloadEntry entry, String node, CommandCause cause, String decision, String why) {
    long incarnation = state.node(node).liveness().incarnation();
    String from =
        entry
            .newest()
            .map(Grant::node)
            .orElse(entry.waiting() == null ? null : entry.waiting().from());
    var grant = new Grant(node, incarnation, epoch(), Stage.STARTING, cause, decision, now());
    state.put(entry.granted(grant, why));
    assign(node);
    narrate(CommandAction.START, entry.workload(), grant, from, node, why);
  }

  /** Takes a workload away from a node; what is left of it there ends by the node's own word. */
  WorkloadEntry withdraw(
      WorkloadEntry entry,
      Grant grant,
      CommandCause cause,
      String decision,
      String to,
      String why) {
    assign(grant.node());
    WorkloadEntry after;
    if (state.isLost(grant)) {
      after = Proof.without(entry, grant::equals, now());
    } else {
      after = entry.replaced(grant, grant.at(Stage.STOPPING, now()));
      var told =
          new Grant(
              grant.node(),
              grant.incarnation(),
              grant.epoch(),
              Stage.STOPPING,
              cause,
              decision,
              now());
      narrate(CommandAction.STOP, entry.workload(), told, grant.node(), to, why);
    }
    state.put(after);
    return after;
  }

  private void narrate(
      CommandAction action, String workload, Grant grant, String from, String to, String why) {
    publish(
        new Effect.Narrate(
            new Command(
                trigger.id(commands++),
                grant.decision(),
                state.pool(),
                grant.cause(),
                action,
                grant.node(),
                grant.incarnation(),
                workload,
                grant.epoch(),
                from,
                to,
                trigger.position().toRecord(),
                why)));
  }

  /** What the turn brought, with assignments and placements of all that it changed. */
  Decided end() {
    effects.addAll(Publication.of(state, trigger, nodesToAssign));
    return new Decided(state, effects, decisions, commands);
  }
}
