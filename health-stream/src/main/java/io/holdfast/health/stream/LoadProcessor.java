package io.holdfast.health.stream;

import io.holdfast.health.domain.Fold;
import io.holdfast.health.domain.LogPartition;
import io.holdfast.health.domain.load.Finding;
import io.holdfast.health.domain.load.Load;
import io.holdfast.health.domain.load.LoadSettings;
import java.util.OptionalInt;
import org.apache.kafka.common.TopicPartition;

/** Load samples in, the balance of each pool's windows out. */
final class LoadProcessor extends FoldProcessor<Finding> {

  private final FoldEdges edges;
  private final LoadSettings settings;
  private final TopicIds topicIds;
  private OptionalInt partition = OptionalInt.empty();

  LoadProcessor(FoldEdges edges, LoadSettings settings, TopicIds topicIds) {
    super(edges);
    this.edges = edges;
    this.settings = settings;
    this.topicIds = topicIds;
  }

  @Override
  Fold<Finding> begin(TopicPartition of) {
    partition = OptionalInt.of(of.partition());
    return new Load(new LogPartition(topicIds.of(of.topic()), of.partition()), settings);
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
    partition.ifPresent(edges.metrics()::balanceLeft);
  }
}
