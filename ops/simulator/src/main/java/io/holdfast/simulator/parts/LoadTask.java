package io.holdfast.simulator.parts;

import io.holdfast.health.domain.LogPartition;
import io.holdfast.health.domain.load.Finding;
import io.holdfast.health.domain.load.Load;
import io.holdfast.health.domain.load.LoadSettings;
import io.holdfast.simulator.check.Witnessed;
import io.holdfast.simulator.world.Log;
import java.util.List;

/** Load samples in, the balance of each window out. */
final class LoadTask extends HealthTask<Finding> {

  LoadTask(Parts parts, Log loads, LoadSettings settings) {
    super(
        parts,
        new Memory<>(
            loads,
            () -> new Load(new LogPartition(loads.topicId(), loads.partition()), settings),
            new Witnessed<>(parts.scheduler(), "findings of load"),
            finding -> true));
  }

  @Override
  void publish(int offset, boolean isFirst, List<Finding> concluded, Run owner) {
    for (Finding finding : concluded) {
      if (finding instanceof Finding.Balance balance) {
        owner.send(parts.topics().balances, Parts.POOL, balance.balance());
      } else if (finding instanceof Finding.Picture picture) {
        owner.send(parts.topics().balances, Parts.POOL, picture.picture());
      }
    }
  }
}
