package io.holdfast.dispatcher.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.dispatcher.domain.replay.Outcome;
import io.holdfast.dispatcher.domain.replay.WhatIf;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.PoolEvent;
import io.holdfast.records.PoolMode;
import io.holdfast.records.PoolPolicy;
import io.holdfast.records.Pulse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WhatIfTest {

  private final World world =
      new World().nodes(6, 4).workloads(12, 0.2).pass(5_000).kill("n02").pass(2_000);

  @Test
  void theSamePolicyLeadsToTheSame() {
    Outcome would = under(Records.policy(1).build(), verdicts());

    assertThat(would).isEqualTo(Outcome.of(verdicts(), world.decisions()));
    assertThat(would.deaths()).isEqualTo(1);
    assertThat(would.failovers()).isEqualTo(2);
  }

  @Test
  void aDetectorThatNeverDeclaresTheDeathMovesNothing() {
    List<NodeStatus> alive =
        verdicts().stream().filter(v -> v.getState() == NodeState.ALIVE).toList();

    Outcome would = under(Records.policy(1).build(), alive);

    assertThat(would.deaths()).isZero();
    assertThat(would.failovers()).isZero();
  }

  @Test
  void aBreakerThatTripsAtOneDeathHoldsWhatWasFailedOver() {
    var guards = Records.guards().setBreakerCount(1).setBreakerShare(0.1).build();

    Outcome would = under(Records.policy(1).setGuards(guards).build(), verdicts());

    assertThat(would.trips()).isEqualTo(1);
    assertThat(would.held()).isEqualTo(2);
    assertThat(would.failovers()).isZero();
  }

  @Test
  void loadFollowsItsWorkloadsToWhereTheyWouldBe() {
    String node = world.placed().get("w00");
    Map<String, Double> burn = new TreeMap<>();
    world.agent(node).running.keySet().forEach(w -> burn.put(w, 1.6));
    world.window(1, burn).window(2, burn).pass(1_000);
    int was = Outcome.of(verdicts(), world.decisions()).moves();

    Outcome would = under(Records.policy(1).build(), verdicts());

    assertThat(was).isPositive();
    assertThat(would.moves()).isEqualTo(was);
  }

  @Test
  void aPoolThatOnlyObservesDecidesNothing() {
    Outcome would = under(Records.policy(1).setMode(PoolMode.OBSERVE).build(), verdicts());

    assertThat(would.failovers() + would.held() + would.moves()).isZero();
  }

  private List<NodeStatus> verdicts() {
    List<NodeStatus> verdicts = new ArrayList<>();
    for (World.Entry entry : world.log()) {
      if (entry.value() instanceof PoolEvent event
          && event.getEvent() instanceof NodeStatus status) {
        verdicts.add(status);
      }
    }
    return verdicts;
  }

  private Outcome under(PoolPolicy policy, List<NodeStatus> verdicts) {
    var whatIf = new WhatIf(new Fold(), 0, policy, verdicts);
    for (World.Entry entry : world.log()) {
      if (entry.value() instanceof Pulse pulse) {
        whatIf.take(entry.millis(), pulse);
      } else {
        whatIf.take(entry.millis(), (PoolEvent) entry.value());
      }
    }
    return whatIf.outcome();
  }
}
