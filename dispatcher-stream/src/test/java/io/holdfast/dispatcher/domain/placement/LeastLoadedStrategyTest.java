package io.holdfast.dispatcher.domain.placement;

import io.holdfast.records.PlacementStrategy;

class LeastLoadedStrategyTest extends StrategyContract {

  @Override
  Strategy strategy() {
    return Strategies.of(PlacementStrategy.LEAST_LOADED);
  }
}
