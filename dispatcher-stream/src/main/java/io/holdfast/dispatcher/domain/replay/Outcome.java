package io.holdfast.dispatcher.domain.replay;

import io.holdfast.records.Decision;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a policy led to in a pool, in figures.
 *
 * @param deaths verdicts DEAD
 * @param mistaken those of them whose node was heard again in the same incarnation
 * @param detectionMillis silence after which each was declared, observed time, ascending
 * @param failovers workloads that were placed elsewhere
 * @param held decisions that nothing is done for now
 * @param unplaceable decisions that no node is feasible
 * @param moves moves for balance
 * @param trips how often the breaker tripped
 */
public record Outcome(
    int deaths,
    int mistaken,
    List<Long> detectionMillis,
    int failovers,
    int held,
    int unplaceable,
    int moves,
    int trips) {

  public Outcome {
    detectionMillis = List.copyOf(detectionMillis);
  }

  /**
   * Counts.
   *
   * @param verdicts of the pool's nodes, in the order of each node
   * @param decisions of the pool
   */
  public static Outcome of(Collection<NodeStatus> verdicts, Collection<Decision> decisions) {
    List<Long> detection = new ArrayList<>();
    Set<String> dead = new HashSet<>();
    int mistaken = 0;
    for (NodeStatus status : verdicts) {
      String incarnation = status.getNode() + " " + status.getIncarnation();
      if (status.getState() == NodeState.DEAD) {
        detection.add(status.getSilenceMillis());
        dead.add(incarnation);
      } else if (status.getState() == NodeState.ALIVE && dead.remove(incarnation)) {
        mistaken++;
      }
    }
    detection.sort(null);
    return new Outcome(
        detection.size(),
        mistaken,
        detection,
        count(decisions, DecisionKind.FAILOVER),
        count(decisions, DecisionKind.HOLD),
        count(decisions, DecisionKind.UNPLACEABLE),
        count(decisions, DecisionKind.REBALANCE),
        (int)
            decisions.stream()
                .filter(d -> d.getReason().equals("BREAKER_TRIPPED"))
                .filter(d -> d.getKind() == DecisionKind.BREAKER)
                .count());
  }

  private static int count(Collection<Decision> decisions, DecisionKind kind) {
    return (int) decisions.stream().filter(d -> d.getKind() == kind).count();
  }
}
