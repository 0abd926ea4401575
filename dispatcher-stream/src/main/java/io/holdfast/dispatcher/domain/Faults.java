package io.holdfast.dispatcher.domain;

import io.holdfast.dispatcher.domain.state.Policy;
import io.holdfast.dispatcher.domain.state.Spec;
import io.holdfast.records.Operation;
import java.util.Map;
import java.util.Optional;

/**
 * What is impossible in an operator's word: one sentence that names the field, or nothing. The CLI
 * asks the same before it sends.
 */
public final class Faults {

  private Faults() {}

  public static Optional<String> of(Spec spec) {
    if (spec.version() < 1) {
      return Optional.of("version must be at least 1, not " + spec.version());
    }
    if (spec.program().isBlank()) {
      return Optional.of("program is empty; name one of the agents' programs");
    }
    for (Map.Entry<String, Double> demand : spec.demand().entrySet()) {
      if (!(demand.getValue() >= 0) || demand.getValue().isInfinite()) {
        return Optional.of(
            "demand." + demand.getKey() + " must be a number from 0, not " + demand.getValue());
      }
    }
    return Optional.empty();
  }

  public static Optional<String> of(Policy policy) {
    Policy.Balance balance = policy.balance();
    Policy.Guards guards = policy.guards();
    return first(
        atLeast("version", policy.version(), 1),
        share("balance.degreeThreshold", balance.degreeThreshold()),
        share("balance.minimumLoad", balance.minimumLoad()),
        share("balance.minimumGain", balance.minimumGain()),
        atLeast("balance.windows", balance.windows(), 1),
        atLeast("balance.cooldownMillis", balance.cooldownMillis(), 0),
        atLeast("balance.maxMovesInFlight", balance.maxMovesInFlight(), 1),
        atLeast("balance.maxMovesPerNode", balance.maxMovesPerNode(), 1),
        share("guards.breakerShare", guards.breakerShare()),
        atLeast("guards.breakerCount", guards.breakerCount(), 1),
        atLeast("guards.breakerWindowMillis", guards.breakerWindowMillis(), 1),
        share("guards.zoneOutageShare", guards.zoneOutageShare()),
        atLeast("guards.failoversPerMinute", guards.failoversPerMinute(), 1),
        atLeast("guards.maxJudgementLagMillis", guards.maxJudgementLagMillis(), 1),
        guards.autoReset().isEmpty()
            ? Optional.empty()
            : atLeast("guards.autoResetMillis", guards.autoReset().getAsLong(), 0));
  }

  public static Optional<String> of(Operation operation) {
    if (operation.getReason().isBlank()) {
      return Optional.of("reason is empty; say why");
    }
    return switch (operation.getKind()) {
      case DRAIN, UNDRAIN, MAINTENANCE_BEGIN, MAINTENANCE_END ->
          operation.getNode() == null
              ? Optional.of("node is missing; " + operation.getKind() + " is about one")
              : Optional.empty();
      case MOVE ->
          operation.getWorkload() == null
              ? Optional.of("workload is missing; MOVE is about one")
              : Optional.empty();
      case BREAKER_REPLAY, BREAKER_DISCARD -> Optional.empty();
    };
  }

  @SafeVarargs
  private static Optional<String> first(Optional<String>... faults) {
    for (Optional<String> fault : faults) {
      if (fault.isPresent()) {
        return fault;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> share(String field, double value) {
    return value >= 0 && value <= 1
        ? Optional.empty()
        : Optional.of(field + " must be from 0 to 1, not " + value);
  }

  private static Optional<String> atLeast(String field, long value, long least) {
    return value >= least
        ? Optional.empty()
        : Optional.of(field + " must be at least " + least + ", not " + value);
  }
}
