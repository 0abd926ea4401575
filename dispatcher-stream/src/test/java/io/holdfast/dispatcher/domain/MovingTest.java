package io.holdfast.dispatcher.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.records.CommandAction;
import io.holdfast.records.CommandCause;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.OperationKind;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MovingTest {

  private final World world = new World().workloads(15, 0.2).nodes(5, 2).pass(5_000);

  @Test
  void unevenLoadIsEvenedWithFewMovesAfterTwoWindows() {
    String node = world.placed().get("w00");
    var burn = new TreeMap<String, Double>();
    world.agent(node).running.keySet().forEach(w -> burn.put(w, 0.6));

    world.window(1, burn);
    assertThat(world.decisions(DecisionKind.REBALANCE)).isEmpty();
    world.window(2, burn).pass(1_000);

    assertThat(world.decisions(DecisionKind.REBALANCE)).hasSize(2);
    assertThat(
            world.commands(CommandAction.START).stream()
                .filter(c -> c.getCause() == CommandCause.REBALANCE))
        .hasSize(2);
    assertThat(
            world.commands(CommandAction.STOP).stream()
                .filter(c -> c.getCause() == CommandCause.REBALANCE))
        .hasSize(2)
        .allSatisfy(c -> assertThat(c.getNode()).isEqualTo(node));
    assertThat(world.pool().moving()).isEmpty();
    assertThat(burn.keySet().stream().map(world.placed()::get).distinct()).hasSize(3);
  }

  @Test
  void evenLoadMovesNothing() {
    var even = new TreeMap<String, Double>();
    world.placed().keySet().forEach(w -> even.put(w, 0.5));

    world.window(1, even).window(2, even).window(3, even).pass(1_000);

    assertThat(world.decisions(DecisionKind.REBALANCE)).isEmpty();
    assertThat(world.decisions(DecisionKind.NO_PLAN)).isEmpty();
  }

  @Test
  void aDrainedNodeIsEmptiedWithinTheLimitsAndGetsNothingNew() {
    world.say("operations", Records.operation("d1", OperationKind.DRAIN).setNode("n03").build());
    world.pass(5_000);

    assertThat(world.placed()).hasSize(15).doesNotContainValue("n03");
    assertThat(world.agent("n03").running).isEmpty();
    assertThat(world.decisions(DecisionKind.DRAIN)).hasSize(3);
  }

  @Test
  void workOfADrainedNodeThatFitsNowhereWaitsUntilThePoolChanges() {
    World full = new World().nodes(2, 1).workloads(2, 0.8).pass(5_000);
    full.say("operations", Records.operation("d1", OperationKind.DRAIN).setNode("n00").build());
    full.pass(5_000);
    assertThat(full.decisions(DecisionKind.UNPLACEABLE)).hasSize(1);
    assertThat(full.placed()).containsValue("n00");

    full.join("n02", "z2", 1).pass(1_000);

    assertThat(full.placed()).hasSize(2).doesNotContainValue("n00");
  }
}
