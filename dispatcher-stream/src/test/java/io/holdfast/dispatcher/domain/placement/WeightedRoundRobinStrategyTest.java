package io.holdfast.dispatcher.domain.placement;

import io.holdfast.records.PlacementStrategy;

class WeightedRoundRobinStrategyTest extends StrategyContract {

  @Override
  Strategy strategy() {
    return Strategies.of(PlacementStrategy.WEIGHTED_ROUND_ROBIN);
  }
}
