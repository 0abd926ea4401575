package io.holdfast.dispatcher.domain.placement;

import io.holdfast.records.PlacementStrategy;

class RoundRobinStrategyTest extends StrategyContract {

  @Override
  Strategy strategy() {
    return Strategies.of(PlacementStrategy.ROUND_ROBIN);
  }
}
