package io.holdfast.e2e.faults.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.e2e.faults.Rounds;
import io.holdfast.e2e.faults.decisions.Apps.Answer;
import io.holdfast.records.Command;
import io.holdfast.records.CommandCause;
import io.holdfast.records.Decision;
import io.holdfast.records.NodeState;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Rounds of three faults, one after the other, in an installation that goes on. After each round:
 * everything runs once or is held in words, nothing leased ran twice, nobody died who was heard,
 * and a replay of the topics decides what was decided, by identity and by content.
 */
class DecisionFaults {

  private static final int FAULTS = 3;

  @Test
  void noDecisionIsLostDoubledOrInvented() throws Exception {
    try (var world = new World()) {
      Rounds.orUsual(50).play("decisions", seed -> play(world, seed));
    }
  }

  private static void play(World world, long seed) {
    var random = new Random(seed);
    Fault[] faults = Fault.values();
    for (int i = 0; i < FAULTS; i++) {
      // The first by turns, so that all happen in any ten rounds.
      Fault fault =
          i == 0 ? faults[(int) (seed % faults.length)] : faults[random.nextInt(faults.length)];
      System.out.println("decisions: seed " + seed + ": " + fault);
      fault.happen(world, random);
      world.pause(random);
    }
    world.nothingIsLost();
    world.allIsWell();
    nobodyDiedWhoWasHeard(world);
    nothingLeasedRanTwice(world);
    everyDecisionIsMadeOnce(world);
    aReplayIsIdentical(world);
  }

  /** No fault of an observer is taken for the death of a node. */
  private static void nobodyDiedWhoWasHeard(World world) {
    var declared = new TreeSet<String>();
    world.view().verdicts().stream()
        .filter(v -> v.getState() == NodeState.DEAD)
        .forEach(v -> declared.add(v.getNode() + "@" + v.getIncarnation()));
    assertThat(world.fleet().everAway()).containsAll(declared);
    assertThat(world.view().commands())
        .filteredOn(c -> c.getCause() == CommandCause.FAILOVER && c.getFrom() != null)
        .extracting(Command::getFrom)
        .isSubsetOf(world.fleet().everAway());
  }

  private static void nothingLeasedRanTwice(World world) {
    assertThat(world.fleet().overlaps()).isEmpty();
  }

  private static void everyDecisionIsMadeOnce(World world) {
    assertThat(world.view().decisions()).extracting(Decision::getId).doesNotHaveDuplicates();
    assertThat(world.view().commands()).extracting(Command::getId).doesNotHaveDuplicates();
  }

  private static void aReplayIsIdentical(World world) {
    Answer answer = world.apps().holdfast("replay", "--to", "10s");
    assertThat(answer.out()).startsWith("identical:");
    assertThat(answer.exitCode()).isZero();
    System.out.println("decisions: " + answer.out().strip());
  }
}
