package io.holdfast.dispatcher.domain;

import io.holdfast.dispatcher.domain.state.Breaker;
import io.holdfast.dispatcher.domain.state.Breaker.Death;
import io.holdfast.dispatcher.domain.state.Freshness.Judged;
import io.holdfast.dispatcher.domain.state.Liveness;
import io.holdfast.dispatcher.domain.state.NodeEntry;
import io.holdfast.dispatcher.domain.state.Policy;
import io.holdfast.dispatcher.domain.state.PoolState;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.records.NodeState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** When a verdict, or a wave of them, is not acted on. */
final class Guards {

  /** A zone of fewer nodes says nothing when it dies. */
  private static final int LEAST_ZONE = 2;

  private final Turn turn;
  private final PoolState state;
  private final Policy.Guards policy;
  private Optional<String> zoneOut;

  Guards(Turn turn) {
    this.turn = turn;
    state = turn.state();
    policy = state.policy().guards();
  }

  /** Why work of a node that is not live stays where it is; null when it may go. */
  Reason holds(NodeEntry node) {
    Liveness liveness = node.liveness();
    if (liveness.state() == NodeState.LEFT) {
      return null;
    }
    if (node.standing().isMaintained() || liveness.mode() == HeartbeatMode.MAINTENANCE) {
      return Reason.IN_MAINTENANCE;
    }
    if (node.standing().isDiscarded()) {
      return Reason.DISCARDED;
    }
    if (isStale(liveness)) {
      return Reason.JUDGEMENT_LAGS;
    }
    if (state.breaker().isTripped() && !isInZoneOutage(node)) {
      return Reason.BREAKER_TRIPPED;
    }
    return failoversLeft() > 0 ? null : Reason.FAILOVER_LIMIT;
  }

  /**
   * Whether the verdict may be old news: it came late, or health-stream is behind, and nothing
   * newer was heard that shows that it has caught up since.
   */
  private boolean isStale(Liveness liveness) {
    long most = policy.maxJudgementLagMillis();
    boolean cameLate = liveness.arrivedMillis() - liveness.decidedAtMillis() > most;
    Judged judged = state.freshness().partitions().get(liveness.decidedAt().partition());
    if (judged == null) {
      return cameLate;
    }
    boolean caughtUp =
        judged.lagMillis() <= most
            && turn.trigger().brokerMillis() - judged.judgedAtMillis() <= most
            && judged.newest().isAfter(liveness.decidedAt());
    return cameLate ? !caughtUp : judged.lagMillis() > most;
  }

  private long failoversLeft() {
    long since = turn.now() - Limits.MINUTE;
    long spent = state.breaker().failovers().stream().filter(at -> at > since).count();
    return policy.failoversPerMinute() - spent;
  }

  /** Counts a workload that fails over. */
  void spend() {
    long since = turn.now() - Limits.MINUTE;
    List<Long> times =
        state.breaker().failovers().stream()
            .filter(at -> at > since)
            .collect(Collectors.toCollection(ArrayList::new));
    times.add(turn.now());
    state.put(state.breaker().failovers(times));
  }

  /** A node died; perhaps one too many. */
  void died(NodeEntry node) {
    List<Death> deaths = new ArrayList<>(withinWindow());
    deaths.removeIf(d -> d.node().equals(node.node()));
    deaths.add(new Death(node.node(), node.zone(), turn.now()));
    state.put(state.breaker().deaths(deaths));
    judge();
  }

  private List<Death> withinWindow() {
    long since = turn.now() - policy.breakerWindowMillis();
    return state.breaker().deaths().stream().filter(d -> d.at() > since).toList();
  }

  private void judge() {
    List<Death> deaths = withinWindow();
    String zone = zoneOut(deaths);
    long others = deaths.stream().filter(d -> !d.zone().equals(zone)).count();
    boolean tooMany =
        others >= policy.breakerCount() && others >= policy.breakerShare() * state.nodes().size();
    Breaker breaker = state.breaker();
    if (tooMany && !breaker.isTripped()) {
      state.put(breaker.tripped(true));
      String why =
          others
              + " of "
              + state.nodes().size()
              + " nodes died within "
              + policy.breakerWindowMillis()
              + " ms: failovers wait for a reset of the breaker";
      turn.explain(DecisionKind.BREAKER, Reason.BREAKER_TRIPPED, why).decide();
    } else if (!tooMany && breaker.isTripped() && zone != null) {
      state.put(breaker.tripped(false));
      String why = "the deaths that tripped the breaker are an outage of zone " + zone;
      turn.explain(DecisionKind.BREAKER, Reason.ZONE_OUTAGE, why).decide();
    }
  }

  private boolean isInZoneOutage(NodeEntry node) {
    if (zoneOut == null) {
      zoneOut = Optional.ofNullable(zoneOut(withinWindow()));
    }
    return zoneOut.filter(node.zone()::equals).isPresent();
  }

  /** The one zone that is out, or null: two at once are not trusted to be outages. */
  private String zoneOut(List<Death> deaths) {
    SortedMap<String, Integer> sizes = new TreeMap<>();
    state.nodes().values().forEach(n -> sizes.merge(n.zone(), 1, Integer::sum));
    SortedMap<String, Integer> dead = new TreeMap<>();
    deaths.forEach(d -> dead.merge(d.zone(), 1, Integer::sum));
    List<String> out =
        dead.entrySet().stream()
            .filter(e -> sizes.getOrDefault(e.getKey(), 0) >= LEAST_ZONE)
            .filter(e -> e.getValue() >= policy.zoneOutageShare() * sizes.get(e.getKey()))
            .map(Map.Entry::getKey)
            .toList();
    return out.size() == 1 && sizes.size() > 1 ? out.get(0) : null;
  }

  /** As time passes: forgets old deaths, and closes the breaker if that is its policy. */
  void timePasses() {
    Breaker breaker = state.breaker();
    if (!breaker.isTripped()) {
      if (!breaker.deaths().isEmpty()) {
        state.put(breaker.deaths(withinWindow()));
      }
      return;
    }
    if (policy.autoReset().isEmpty()) {
      return;
    }
    boolean back = breaker.deaths().stream().allMatch(d -> isBack(d.node()));
    if (!back) {
      state.put(breaker.backSince(Long.MAX_VALUE));
    } else if (breaker.backSince() == Long.MAX_VALUE) {
      state.put(breaker.backSince(turn.now()));
    } else if (turn.now() - breaker.backSince() >= policy.autoReset().getAsLong()) {
      state.put(breaker.tripped(false).deaths(List.of()));
      String why = "the nodes have been back for " + policy.autoReset().getAsLong() + " ms";
      turn.explain(DecisionKind.BREAKER, Reason.RESET_BY_ITSELF, why).decide();
    }
  }

  private boolean isBack(String node) {
    Liveness liveness = state.node(node).liveness();
    return liveness != null && liveness.isLive();
  }

  /** An operator closes the breaker. */
  void reset(Reason how, String why) {
    if (how == Reason.RESET_DISCARD) {
      for (NodeEntry node : List.copyOf(state.nodes().values())) {
        if (node.liveness() != null && !node.liveness().isLive()) {
          state.put(node.with(node.standing().discarded(true)));
        }
      }
    }
    state.put(state.breaker().tripped(false).deaths(List.of()));
    turn.explain(DecisionKind.BREAKER, how, why).decide();
  }
}
