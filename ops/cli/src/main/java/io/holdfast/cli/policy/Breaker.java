package io.holdfast.cli.policy;

import static java.util.stream.Collectors.groupingBy;

import io.holdfast.records.Decision;
import io.holdfast.records.DecisionKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The breaker of a pool, as its decisions tell.
 *
 * @param pool whose it is
 * @param last the decision that tripped or closed it last; empty: it never tripped
 * @param held workloads whose failover it holds back
 */
record Breaker(String pool, Optional<Decision> last, Set<String> held) {

  /** The dispatcher's word for a trip; every other decision about a breaker closes it. */
  private static final String TRIPPED = "BREAKER_TRIPPED";

  boolean isTripped() {
    return last.filter(decision -> decision.getReason().equals(TRIPPED)).isPresent();
  }

  /** Of each pool that decided anything, by name. */
  static List<Breaker> of(List<Decision> oldestFirst) {
    return new TreeMap<>(oldestFirst.stream().collect(groupingBy(Decision::getPool)))
        .entrySet().stream().map(pool -> of(pool.getKey(), pool.getValue())).toList();
  }

  private static Breaker of(String pool, List<Decision> oldestFirst) {
    Decision last = null;
    var held = new TreeSet<String>();
    for (Decision decision : oldestFirst) {
      if (decision.getKind() == DecisionKind.BREAKER) {
        last = decision;
        held.clear();
      } else if (decision.getWorkload() != null) {
        if (decision.getKind() == DecisionKind.HOLD && decision.getReason().equals(TRIPPED)) {
          held.add(decision.getWorkload());
        } else {
          held.remove(decision.getWorkload());
        }
      }
    }
    return new Breaker(pool, Optional.ofNullable(last), held);
  }
}
