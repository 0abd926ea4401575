package io.holdfast.dispatcher.domain;

import io.holdfast.dispatcher.domain.state.Grant;
import io.holdfast.dispatcher.domain.state.NodeEntry;
import io.holdfast.dispatcher.domain.state.Policy;
import io.holdfast.dispatcher.domain.state.PoolState;
import io.holdfast.dispatcher.domain.state.Standing;
import io.holdfast.dispatcher.domain.state.Wish;
import io.holdfast.dispatcher.domain.state.Wishes;
import io.holdfast.dispatcher.domain.state.WorkloadEntry;
import io.holdfast.records.CommandCause;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.Operation;
import io.holdfast.records.PlacementPhase;
import io.holdfast.records.PoolMode;
import io.holdfast.records.PoolPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What operators ask for. */
final class OperationFacts {

  private final Turn turn;
  private final PoolState state;

  OperationFacts(Turn turn) {
    this.turn = turn;
    state = turn.state();
  }

  void policy(PoolPolicy record) {
    Policy policy = Policy.of(record);
    if (policy.equals(state.policy())) {
      return;
    }
    Optional<String> fault = Faults.of(policy);
    if (fault.isPresent()) {
      refuse(Reason.IMPOSSIBLE_POLICY, "the policy is refused: " + fault.get()).decide();
      return;
    }
    if (policy.version() <= state.policy().version()) {
      String why = "version " + state.policy().version() + " is in force; raise the version";
      refuse(Reason.VERSION_NOT_NEWER, "the policy is refused: " + why).decide();
      return;
    }
    boolean beginsToAct = policy.mode() == PoolMode.ACT && !turn.mayAct();
    state.put(state.course().with(policy).changed());
    if (beginsToAct) {
      state.nodes().keySet().forEach(turn::assign);
      new WorkloadFacts(turn).catchUp();
    }
  }

  void operation(Operation operation) {
    if (state.course().acts().contains(operation.getId())) {
      return;
    }
    state.put(state.course().acted(operation.getId()));
    Optional<String> fault = Faults.of(operation);
    if (fault.isPresent()) {
      refuse(Reason.IMPOSSIBLE_OPERATION, operation.getKind() + " is refused: " + fault.get())
          .decide();
      return;
    }
    String why = operation.getReason() + " (" + operation.getBy() + ")";
    switch (operation.getKind()) {
      case BREAKER_REPLAY -> new Guards(turn).reset(Reason.RESET_REPLAY, why);
      case BREAKER_DISCARD -> new Guards(turn).reset(Reason.RESET_DISCARD, why);
      case MOVE -> move(operation, why);
      default -> stand(operation, why);
    }
  }

  private Explanation refuse(Reason reason, String why) {
    return turn.explain(DecisionKind.REFUSE, reason, why);
  }

  private void stand(Operation operation, String why) {
    NodeEntry node = state.nodes().get(operation.getNode());
    if (node == null) {
      refuse(
              Reason.UNKNOWN_NODE,
              operation.getKind() + " is refused: node " + operation.getNode() + " is not known")
          .on(operation.getNode())
          .decide();
      return;
    }
    Standing standing = node.standing();
    long until =
        operation.getDeadlineMillis() == null
            ? Long.MAX_VALUE
            : turn.now() + operation.getDeadlineMillis();
    Standing after =
        switch (operation.getKind()) {
          case DRAIN -> standing.drained(why, until);
          case UNDRAIN -> standing.drained(null, Long.MAX_VALUE);
          case MAINTENANCE_BEGIN -> standing.maintained(why, until);
          default -> standing.maintained(null, Long.MAX_VALUE);
        };
    state.put(node.with(after));
    state.put(state.course().changed());
    if (after.isDrained() && !standing.isDrained()) {
      drain(node.node(), why);
    } else if (!after.isDrained()) {
      List<Wish> rest = new ArrayList<>(state.wishes().wishes());
      rest.removeIf(w -> w.cause() == CommandCause.DRAIN && w.from().equals(node.node()));
      state.put(new Wishes(rest));
    }
  }

  private void drain(String node, String why) {
    List<Wish> wishes = new ArrayList<>(state.wishes().wishes());
    for (String id : state.onNode(node)) {
      WorkloadEntry entry = state.workload(id);
      boolean isHere = entry.newest().filter(g -> g.node().equals(node)).isPresent();
      if (isHere && !entry.spec().isRemoved()) {
        String words = "node " + node + " is drained: " + why;
        String decision =
            turn.explain(DecisionKind.DRAIN, Reason.NODE_DRAINED, words)
                .about(id)
                .on(node)
                .decide();
        wishes.removeIf(w -> w.workload().equals(id));
        wishes.add(new Wish(id, node, null, CommandCause.DRAIN, decision, words));
      }
    }
    if (turn.mayAct()) {
      state.put(new Wishes(wishes));
    }
  }

  private void move(Operation operation, String why) {
    WorkloadEntry entry = state.workload(operation.getWorkload());
    if (entry == null) {
      refuse(
              Reason.UNKNOWN_WORKLOAD,
              "MOVE is refused: workload " + operation.getWorkload() + " is not known")
          .about(operation.getWorkload())
          .decide();
      return;
    }
    if (operation.getNode() != null && !state.nodes().containsKey(operation.getNode())) {
      refuse(Reason.UNKNOWN_NODE, "MOVE is refused: node " + operation.getNode() + " is not known")
          .about(operation.getWorkload())
          .on(operation.getNode())
          .decide();
      return;
    }
    Optional<Grant> grant = entry.newest();
    boolean isWell =
        entry.phase() == PlacementPhase.RUNNING || entry.phase() == PlacementPhase.STARTING;
    if (grant.isEmpty() || !isWell || entry.spec().isRemoved()) {
      refuse(Reason.NOT_MOVABLE, "MOVE is refused: the workload is " + entry.phase())
          .about(operation.getWorkload())
          .decide();
      return;
    }
    if (grant.get().node().equals(operation.getNode())) {
      refuse(Reason.NOT_MOVABLE, "MOVE is refused: it is there already")
          .about(operation.getWorkload())
          .on(operation.getNode())
          .decide();
      return;
    }
    String decision =
        turn.explain(DecisionKind.MOVE, Reason.ASKED_BY_OPERATOR, why)
            .about(entry.workload())
            .on(grant.get().node())
            .chose(operation.getNode())
            .decide();
    List<Wish> wishes = new ArrayList<>(state.wishes().wishes());
    wishes.removeIf(w -> w.workload().equals(entry.workload()));
    wishes.add(
        new Wish(
            entry.workload(),
            grant.get().node(),
            operation.getNode(),
            CommandCause.MOVE,
            decision,
            why));
    if (turn.mayAct()) {
      state.put(new Wishes(wishes));
    }
  }

  /** Ends what was said for a time only, and tells of drains that are late. */
  void timePasses() {
    List<NodeEntry> due = new ArrayList<>();
    for (NodeEntry node : state.nodes().values()) {
      if (isMaintenanceOver(node.standing()) || isDrainLate(node.standing())) {
        due.add(node);
      }
    }
    for (NodeEntry node : due) {
      Standing standing = node.standing();
      if (isMaintenanceOver(standing)) {
        state.put(node.with(standing.maintained(null, Long.MAX_VALUE)));
        state.put(state.course().changed());
      } else {
        state.put(node.with(standing.drained(standing.drain(), Long.MAX_VALUE)));
        tellLate(node.node());
      }
    }
  }

  private boolean isMaintenanceOver(Standing standing) {
    return standing.isMaintained() && turn.now() >= standing.maintenanceBy();
  }

  private boolean isDrainLate(Standing standing) {
    return standing.isDrained() && turn.now() >= standing.drainBy();
  }

  private void tellLate(String node) {
    int left = state.onNode(node).size();
    if (left > 0) {
      String why = "the drain's deadline passed with " + left + " workloads still on node " + node;
      turn.explain(DecisionKind.HOLD, Reason.DRAIN_LATE, why).on(node).decide();
    }
  }
}
