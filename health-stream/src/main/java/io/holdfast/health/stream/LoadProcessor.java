package io.holdfast.health.stream;

import io.holdfast.health.domain.Fold;
import io.holdfast.health.domain.LogPartition;
import io.holdfast.health.domain.load.Finding;
import io.holdfast.health.domain.load.Load;
import io.holdfast.health.domain.load.LoadSettings;

/** Load samples in, the balance of each pool's windows out. */
final class LoadProcessor extends FoldProcessor<Finding> {

  private final FoldEdges edges;
  private final LoadSettings settings;

  LoadProcessor(FoldEdges edges, LoadSettings settings) {
    super(edges);
    this.edges = edges;
    this.settings = settings;
  }

  @Override
  Fold<Finding> begin(LogPartition partition) {
    return new Load(partition, settings);
  }

  @Override
  void publish(Finding finding) {
    if (finding instanceof Finding.Balance balance) {
      edges.metrics().balance(place().partition(), balance.balance());
      forward(HealthTopology.LOAD_BALANCE, balance.balance().getPool(), balance.balance());
    } else if (finding instanceof Finding.Picture picture) {
      forward(HealthTopology.LOAD_BALANCE, picture.picture().getPool(), picture.picture());
    } else if (finding instanceof Finding.Refused refused) {
      bury(DeadLetter.of(refused.refusal()));
    }
  }

  @Override
  public void close() {
    if (partition() != null) {
      edges.metrics().balanceLeft(partition().number());
    }
  }
}
