package io.holdfast.console.domain;

import io.holdfast.records.Decision;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.LoadBalance;
import io.holdfast.records.PoolPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** One pool: its policy, its balance over time, and its breaker. */
public final class Pool {

  /** The dispatcher's word for a trip; every other decision about a breaker closes it. */
  private static final String TRIPPED = "BREAKER_TRIPPED";

  private static final int MOST_WINDOWS = 720;

  private final String name;
  private final NavigableMap<Long, LoadBalance> windows = new TreeMap<>();
  private final Set<String> held = new TreeSet<>();
  private PoolPolicy policy;
  private Decision breaker;

  Pool(String name) {
    this.name = name;
  }

  void policy(PoolPolicy newest) {
    policy = newest;
  }

  void window(LoadBalance closed) {
    windows.put(closed.getClosedAtMillis(), closed);
    if (windows.size() > MOST_WINDOWS) {
      windows.pollFirstEntry();
    }
  }

  void decided(Decision decision) {
    if (decision.getKind() == DecisionKind.BREAKER) {
      breaker = decision;
      held.clear();
    } else if (decision.getWorkload() != null) {
      if (decision.getKind() == DecisionKind.HOLD && decision.getReason().equals(TRIPPED)) {
        held.add(decision.getWorkload());
      } else {
        held.remove(decision.getWorkload());
      }
    }
  }

  public String name() {
    return name;
  }

  /** Empty where the built-in defaults hold. */
  public Optional<PoolPolicy> policy() {
    return Optional.ofNullable(policy);
  }

  /** Closed windows, oldest first. */
  public List<LoadBalance> windows() {
    return new ArrayList<>(windows.values());
  }

  public Optional<LoadBalance> newestWindow() {
    return windows.isEmpty() ? Optional.empty() : Optional.of(windows.lastEntry().getValue());
  }

  public boolean isTripped() {
    return breaker != null && breaker.getReason().equals(TRIPPED);
  }

  /** The decision that tripped or closed the breaker last; empty: it never tripped. */
  public Optional<Decision> breaker() {
    return Optional.ofNullable(breaker);
  }

  /** Workloads whose failover the breaker holds back. */
  public Set<String> held() {
    return held;
  }
}
