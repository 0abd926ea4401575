package io.holdfast.schemas.policy;

import io.holdfast.records.Decision;
import io.holdfast.records.DecisionKind;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One pool's breaker, as its decisions tell: no topic holds its state, so it takes them from the
 * oldest one kept to know a trip however old.
 *
 * <p>A failover that was held because the breaker was tripped proves the trip too, also where
 * retention took the decision that tripped it. Not thread-safe.
 */
public final class Breaker {

  /** The dispatcher's word for a trip; every other decision about a breaker closes it. */
  private static final String TRIPPED = "BREAKER_TRIPPED";

  private final SortedSet<String> held = new TreeSet<>();
  private Decision last;
  private boolean tripped;

  /** Takes the pool's next decision, in the order of its partition. */
  public void decided(Decision decision) {
    boolean saysTripped = decision.getReason().equals(TRIPPED);
    boolean holds = decision.getKind() == DecisionKind.HOLD && saysTripped;
    if (decision.getKind() == DecisionKind.BREAKER || (holds && !tripped)) {
      last = decision;
      tripped = saysTripped;
      held.clear();
    }
    if (holds) {
      held.add(decision.getWorkload());
    } else if (decision.getWorkload() != null) {
      held.remove(decision.getWorkload());
    }
  }

  /** Whether failovers wait for a reset. */
  public boolean isTripped() {
    return tripped;
  }

  /** The decision that tripped or closed it last, or shows that; empty: it never tripped. */
  public Optional<Decision> last() {
    return Optional.ofNullable(last);
  }

  /**
   * Workloads whose failover was held, and of which nothing was decided since. Where the node comes
   * back they go on without a decision: only those whose placement is HELD are held still.
   */
  public SortedSet<String> held() {
    return Collections.unmodifiableSortedSet(held);
  }
}
