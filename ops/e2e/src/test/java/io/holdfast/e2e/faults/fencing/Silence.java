package io.holdfast.e2e.faults.fencing;

import io.holdfast.dispatcher.domain.Reason;
import io.holdfast.records.Decision;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.StatusCause;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What was concluded in a round in which only observers failed, and no silence was a node's own.
 *
 * @param before the newest incarnation of each node when the round began; verdicts on earlier ones
 *     are no news
 * @param verdicts since
 * @param decisions since
 * @param starved nodes that say themselves that their timers were late
 */
record Silence(
    Map<String, Long> before,
    List<NodeStatus> verdicts,
    List<Decision> decisions,
    Set<String> starved) {

  /**
   * Whom silence was held against, and what was moved for it, in words. An agent whose lease lapsed
   * because no broker answered ends its incarnation itself, begins another on the same boot, and is
   * given its work again: neither that end nor that gift is such a conclusion.
   */
  List<String> complaints() {
    Stream<String> deaths =
        verdicts.stream()
            .filter(this::isHeldAgainst)
            .map(
                v ->
                    "%s %s %s after %d ms of silence"
                        .formatted(v.getNode(), v.getState(), v.getCause(), v.getSilenceMillis()));
    Stream<String> failovers =
        decisions.stream()
            .filter(d -> d.getKind() == DecisionKind.FAILOVER)
            .filter(d -> !d.getReason().equals(Reason.NODE_RESTARTED.name()))
            .filter(d -> !starved.contains(d.getNode()))
            .map(d -> "%s: %s: %s".formatted(d.getId(), d.getWorkload(), d.getWhy()));
    return Stream.concat(deaths, failovers).toList();
  }

  private boolean isHeldAgainst(NodeStatus verdict) {
    boolean isNews = verdict.getIncarnation() >= before.getOrDefault(verdict.getNode(), 0L);
    boolean isDeath =
        verdict.getState() == NodeState.DEAD
            || (verdict.getState() == NodeState.ENDED && !endedItself(verdict));
    return isNews && isDeath && !starved.contains(verdict.getNode());
  }

  /** It need not be the one that its successor names: lapses between them may go unheard. */
  private boolean endedItself(NodeStatus ended) {
    return ended.getCause() == StatusCause.SUCCEEDED
        || verdicts.stream()
            .anyMatch(
                v ->
                    v.getNode().equals(ended.getNode())
                        && v.getIncarnation() > ended.getIncarnation()
                        && v.getBootId().equals(ended.getBootId()));
  }
}
