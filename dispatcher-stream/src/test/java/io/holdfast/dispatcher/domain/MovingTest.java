package io.holdfast.dispatcher.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.records.CommandAction;
import io.holdfast.records.CommandCause;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.OperationKind;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
  void theLoadOfANodeThatDiedDoesNotStandInTheWayOfAPlan() {
    var burn = new TreeMap<String, Double>();
    world.agent("n00").running.keySet().forEach(w -> burn.put(w, 0.6));
    world.agent("n01").running.keySet().forEach(w -> burn.put(w, 0.5));
    world.window(1, burn).kill("n00").pass(1_000);
    var hot = new TreeMap<String, Double>();
    world.agent("n01").running.keySet().forEach(w -> hot.put(w, 0.5));

    world.window(2, hot).window(3, hot).pass(1_000);

    assertThat(world.decisions(DecisionKind.REBALANCE)).isNotEmpty();
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
  void aLongPlanIsMadeInSlicesBetweenPulsesAndIsTheSameAsAtOnce() {
    World large = unevenForALongPlan();
    Set<String> atOnce = rebalanced(large.rehearse());

    assertThat(large.pool().draft().isOpen()).isTrue();
    assertThat(large.decisions(DecisionKind.REBALANCE)).isEmpty();
    large.pass(2_000);

    assertThat(large.pool().draft().isOpen()).isFalse();
    assertThat(rebalanced(large.effects())).hasSizeGreaterThan(200).isEqualTo(atOnce);
    assertThat(large.replayed()).isEqualTo(large.effects());
  }

  @Test
  void aPlanInTheMakingGoesOnWithoutANodeThatDies() {
    World large = unevenForALongPlan();
    String from = large.pool().draft().steps().get(0).from();
    String to = large.pool().draft().steps().get(1).to();

    large.kill(from).kill(to).pass(2_000);

    assertThat(large.decisions(DecisionKind.REBALANCE))
        .isNotEmpty()
        .noneMatch(d -> d.getNode().equals(from) || d.getChosen().equals(from))
        .noneMatch(d -> d.getNode().equals(to) || d.getChosen().equals(to));
  }

  /** Forty of eighty nodes are hot, by many small workloads. */
  private static World unevenForALongPlan() {
    World large = new World().nodes(80, 16).workloads(1_600, 0.2).pass(12_000);
    var burn = new TreeMap<String, Double>();
    for (String node : Records.names("n", 40)) {
      large.agent(node).running.keySet().forEach(w -> burn.put(w, 0.4));
    }
    return large.window(1, burn).window(2, burn);
  }

  private static Set<String> rebalanced(List<Effect> effects) {
    return effects.stream()
        .filter(Effect.Explain.class::isInstance)
        .map(e -> ((Effect.Explain) e).decision())
        .filter(d -> d.getKind() == DecisionKind.REBALANCE)
        .map(d -> d.getWorkload() + " from " + d.getNode() + " to " + d.getChosen())
        .collect(Collectors.toCollection(TreeSet::new));
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
