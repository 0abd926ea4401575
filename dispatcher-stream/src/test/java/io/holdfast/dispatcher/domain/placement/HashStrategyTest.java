package io.holdfast.dispatcher.domain.placement;

import io.holdfast.records.PlacementStrategy;

class HashStrategyTest extends StrategyContract {

  @Override
  Strategy strategy() {
    return Strategies.of(PlacementStrategy.HASH);
  }
}
