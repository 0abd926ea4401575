package io.holdfast.cli.node;

import static io.holdfast.cli.Records.decision;
import static io.holdfast.cli.Records.placement;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.records.DecisionKind;
import io.holdfast.records.Placement;
import io.holdfast.records.PlacementPhase;
import java.util.List;
import org.junit.jupiter.api.Test;

class AftermathTest {

  @Test
  void whatRunsElsewhereIsCountedWithItsTime() {
    var decision = decision("0-5-0", DecisionKind.FAILOVER, "w1", "n1", "NODE_DEAD");
    Placement placed =
        Placement.newBuilder(placement("w1", "n2"))
            .setSinceMillis(decision.getDecidedAtMillis() + 1_900)
            .build();

    var aftermath = new Aftermath(List.of(decision), List.of(placed));

    assertThat(aftermath.lines())
        .containsExactly("was running 1 workload: 1 runs elsewhere after 1.9 s");
    assertThat(aftermath.decision()).contains("0-5-0");
  }

  @Test
  void whatWaitsIsNamedWithItsReason() {
    var decisions =
        List.of(
            decision("0-5-0", DecisionKind.FAILOVER, "w1", "n1", "NODE_DEAD"),
            decision("0-5-1", DecisionKind.HOLD, "w2", "n1", "NODE_DEAD"));
    Placement held =
        Placement.newBuilder(placement("w2", "n1"))
            .setPhase(PlacementPhase.HELD)
            .setWhy("the breaker is tripped")
            .build();

    var lines = new Aftermath(decisions, List.of(placement("w1", "n2"), held)).lines();

    assertThat(lines.get(0)).startsWith("was running 2 workloads: 1 runs elsewhere");
    assertThat(lines.get(1)).contains("w2", "HELD", "the breaker is tripped");
  }

  @Test
  void aNodeThatRanNothingLeavesNothing() {
    assertThat(new Aftermath(List.of(), List.of()).lines())
        .containsExactly("was running nothing that is known");
  }
}
