package io.holdfast.console.domain;

import io.holdfast.records.LoadBalance;
import io.holdfast.records.PoolPolicy;
import io.holdfast.schemas.policy.Breaker;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** One pool: its policy, its balance over time, and its breaker. */
public final class Pool {

  private static final int MOST_WINDOWS = 720;

  private final String name;
  private final NavigableMap<Long, LoadBalance> windows = new TreeMap<>();
  private final Breaker breaker = new Breaker();
  private PoolPolicy policy;

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

  public Breaker breaker() {
    return breaker;
  }
}
