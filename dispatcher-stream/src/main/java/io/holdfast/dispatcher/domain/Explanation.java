package io.holdfast.dispatcher.domain;

import io.holdfast.dispatcher.domain.placement.Choice;
import io.holdfast.records.Candidate;
import io.holdfast.records.Decision;
import io.holdfast.records.DecisionKind;
import java.util.List;

/** A decision in the making: what it is about is told piece by piece, then it is published. */
final class Explanation {

  private final Turn turn;
  private final DecisionKind kind;
  private final Reason reason;
  private final String why;
  private String workload;
  private String node;
  private String chosen;
  private Long epoch;
  private List<Candidate> candidates = List.of();

  Explanation(Turn turn, DecisionKind kind, Reason reason, String why) {
    this.turn = turn;
    this.kind = kind;
    this.reason = reason;
    this.why = why;
  }

  Explanation about(String workloadId) {
    workload = workloadId;
    return this;
  }

  Explanation on(String nodeId) {
    node = nodeId;
    return this;
  }

  Explanation chose(String nodeId) {
    chosen = nodeId;
    return this;
  }

  Explanation granting(long epochGranted) {
    epoch = epochGranted;
    return this;
  }

  Explanation considering(Choice choice) {
    candidates =
        choice.considered().stream()
            .map(
                c ->
                    new Candidate(
                        c.node(),
                        c.ruledOutBy() == null ? c.score() : null,
                        c.ruledOutBy() == null ? null : c.ruledOutBy().name()))
            .toList();
    return this;
  }

  /** Publishes it; its id. */
  String decide() {
    Trigger trigger = turn.trigger();
    int index = turn.nextDecision();
    String id = trigger.id(index);
    turn.publish(
        new Effect.Explain(
            new Decision(
                id,
                turn.state().pool(),
                kind,
                trigger.position().toRecord(),
                index,
                turn.words(),
                trigger.brokerMillis(),
                workload,
                node,
                chosen,
                epoch,
                candidates,
                reason.name(),
                why,
                turn.state().policy().version())));
    return id;
  }
}
