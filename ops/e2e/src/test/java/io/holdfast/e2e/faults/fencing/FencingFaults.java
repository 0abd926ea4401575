package io.holdfast.e2e.faults.fencing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.holdfast.e2e.faults.Rounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** No leased workload in two places, whatever fails. */
class FencingFaults {

  private static final int USUAL_ROUNDS = 100;

  /** Changes of node; lives that begin anew where the last one was come on top. */
  private static final int LEAST_MOVES = 1_000;

  private static final int LONGEST_MILLIS = 6_000;

  @Test
  void noTwoLivesOfALeasedWorkloadOverlap() throws Exception {
    play(1, USUAL_ROUNDS);
  }

  @Test
  void norDoTheyWhereOneBrokerOfThreeFails() throws Exception {
    play(3, USUAL_ROUNDS / 5);
  }

  private static void play(int brokers, int usualRounds) throws Exception {
    assumeNamespacesAndGroups();
    try (Town town = Town.build(brokers)) {
      Rounds rounds = Rounds.orUsual(usualRounds);
      try {
        rounds.play("fencing, brokers: " + brokers, seed -> play(town, seed));
      } catch (AssertionError e) {
        town.keepLogs();
        throw e;
      }
      Judges.Changes changes = town.judges().changes();
      System.out.printf("fencing, brokers: %d: in all %s%n", brokers, changes);
      if (brokers == 1 && rounds.areAsUsual()) {
        assertThat(changes.toAnotherNode()).as("%s", changes).isGreaterThanOrEqualTo(LEAST_MOVES);
      }
      assertThat(town.replay()).as("the same log, folded again").startsWith("exit code 0");
    }
  }

  private static void assumeNamespacesAndGroups() throws InterruptedException {
    boolean hasGroups =
        Files.exists(Path.of("/sys/fs/cgroup/cgroup.procs"))
            || Files.exists(Path.of("/sys/fs/cgroup/unified/cgroup.procs"));
    assumeThat(hasGroups).as("this machine has control groups of version 2").isTrue();
    try (var trial = new NetworkSpace("hf" + ProcessHandle.current().pid() + "-trial")) {
      assertThat(trial.enter()).isNotEmpty();
    } catch (IOException e) {
      assumeThat(false).as("network namespaces can be made: " + e.getMessage()).isTrue();
    }
  }

  private static void play(Town town, long seed) throws Exception {
    var random = new Random(seed);
    boolean observersOnly = seed % 5 == 0;
    Town.Moment calm = observersOnly ? town.awaitCalm() : null;
    Judges.Changes before = town.judges().changes();
    List<String> story = new ArrayList<>();
    Deque<Trouble.Ending> endings = new ArrayDeque<>();
    List<Node> free = new ArrayList<>(town.nodes());
    List<Fault> ofObservers = new ArrayList<>(Fault.OF_OBSERVERS);
    var trouble = new Trouble(town, random);
    try {
      int faults = 1 + random.nextInt(3);
      for (int i = 0; i < faults; i++) {
        Fault fault = observersOnly ? one(ofObservers, random) : Fault.any(random);
        if (fault.isOfObserver() && !observersOnly && !ofObservers.contains(fault)) {
          continue; // it is struck already
        }
        ofObservers.remove(fault);
        if (fault.name().startsWith("BROKER")) {
          ofObservers.removeIf(other -> other.name().startsWith("BROKER"));
        }
        Node node = free.remove(random.nextInt(free.size()));
        story.add(fault + (fault.isOfObserver() ? "" : " " + node.name));
        endings.push(trouble.begin(fault, node));
        TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_MILLIS / faults));
      }
      TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_MILLIS));
    } finally {
      while (!endings.isEmpty()) {
        endings.pop().end();
      }
    }
    double seconds = town.awaitAllRunning();
    System.out.printf(
        "fencing: seed %d: %s; all run again after %.1f s; %s%n",
        seed, String.join(", ", story), seconds, town.judges().changes().since(before));
    assertThat(town.judges().complaints()).as("%s", story).isEmpty();
    assertThat(town.unexplainedHolds()).as("%s", story).isEmpty();
    assertThat(town.doubledDecisions()).as("%s", story).isEmpty();
    if (observersOnly) {
      town.awaitCalm(); // or a verdict that comes late would be the next round's
      assertThat(town.silence(calm).complaints()).as("%s", story).isEmpty();
    }
  }

  private static Fault one(List<Fault> left, Random random) {
    return left.isEmpty() ? Fault.HEALTH_KILLED : left.get(random.nextInt(left.size()));
  }
}
