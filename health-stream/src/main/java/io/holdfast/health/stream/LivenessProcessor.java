package io.holdfast.health.stream;

import io.holdfast.health.domain.Fold;
import io.holdfast.health.domain.LogPartition;
import io.holdfast.health.domain.liveness.Liveness;
import io.holdfast.health.domain.liveness.LivenessSettings;
import io.holdfast.health.domain.liveness.Verdict;
import io.holdfast.health.pulse.LogEnds;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Progress;

/** Heartbeats in, verdicts out. */
final class LivenessProcessor extends FoldProcessor<Verdict> {

  private final FoldEdges edges;
  private final LivenessSettings settings;
  private final LogEnds ends;
  private Liveness liveness;

  LivenessProcessor(FoldEdges edges, LivenessSettings settings, LogEnds ends) {
    super(edges);
    this.edges = edges;
    this.settings = settings;
    this.ends = ends;
  }

  @Override
  Fold<Verdict> begin(LogPartition partition) {
    liveness = new Liveness(partition, settings);
    return liveness;
  }

  @Override
  void publish(Verdict verdict) {
    if (verdict instanceof Verdict.Fresh fresh) {
      edges.metrics().verdict(fresh.status(), brokerMillis());
      forward(fresh.status());
    } else if (verdict instanceof Verdict.Repeated repeated) {
      forward(repeated.status());
    } else if (verdict instanceof Verdict.Forgotten forgotten) {
      forward(HealthTopology.NODE_STATUS, forgotten.node(), null);
    } else if (verdict instanceof Verdict.Reached reached) {
      report(reached);
    } else if (verdict instanceof Verdict.Refused refused) {
      bury(DeadLetter.of(refused.refusal()));
    }
  }

  private void forward(NodeStatus status) {
    forward(HealthTopology.NODE_STATUS, status.getNode(), status);
  }

  private void report(Verdict.Reached reached) {
    long offset = place().offset();
    LogEnds.End end = ends.of(partition().number(), offset, brokerMillis());
    edges
        .metrics()
        .liveness(
            partition().number(),
            liveness,
            end.offset() - offset - 1,
            end.brokerMillis() - brokerMillis());
    forward(
        HealthTopology.NODE_STATUS,
        "~" + partition().number(),
        new Progress(
            partition().at(offset),
            end.offset(),
            reached.observedMillis(),
            brokerMillis(),
            end.brokerMillis(),
            reached.nodes()));
  }

  @Override
  public void close() {
    if (partition() != null) {
      edges.metrics().livenessLeft(partition().number());
    }
  }
}
