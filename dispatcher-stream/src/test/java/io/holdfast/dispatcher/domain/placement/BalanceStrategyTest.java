package io.holdfast.dispatcher.domain.placement;

import io.holdfast.records.PlacementStrategy;

class BalanceStrategyTest extends StrategyContract {

  @Override
  Strategy strategy() {
    return Strategies.of(PlacementStrategy.BALANCE);
  }
}
