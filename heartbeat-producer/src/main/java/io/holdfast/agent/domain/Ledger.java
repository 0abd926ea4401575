package io.holdfast.agent.domain;

import java.util.Map;
import java.util.TreeMap;

/**
 * The newest closed epoch of each workload. Epochs of a workload only grow, so everything up to it
 * is closed too and is never started again, by this incarnation or a later one.
 */
public final class Ledger {

  private final TreeMap<String, Long> closed = new TreeMap<>();

  public Ledger() {}

  public Ledger(Map<String, Long> closed) {
    this.closed.putAll(closed);
  }

  /** Closes the grant's epoch and all before it. */
  public void close(Grant grant) {
    closed.merge(grant.workload(), grant.epoch(), Math::max);
  }

  public boolean isClosed(Grant grant) {
    Long newest = closed.get(grant.workload());
    return newest != null && grant.epoch() <= newest;
  }

  /** The newest closed epoch by workload. */
  public Map<String, Long> closed() {
    return Map.copyOf(closed);
  }
}
