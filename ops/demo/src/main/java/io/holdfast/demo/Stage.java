package io.holdfast.demo;

import io.holdfast.sandbox.OrdersWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/**
 * What every chapter works with.
 *
 * @param processes the processes
 * @param follower what the topics say
 * @param workloads the workloads as their users see them
 * @param orders takes orders all the time, and keeps a journal of them
 * @param keyboard runs the commands that are shown
 * @param narrator tells what happens
 * @param figures what was measured
 */
record Stage(
    Processes processes,
    Follower follower,
    Workloads workloads,
    OrdersWriter orders,
    Keyboard keyboard,
    Narrator narrator,
    Figures figures) {

  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(20);

  /** The workloads that the node runs, by the topics. */
  Set<String> runningOn(String node) {
    return Set.copyOf(follower.look(view -> view.runningOn(node)));
  }

  /** The node that runs the most workloads; the first by name of several. */
  String busiestNode() {
    String busiest = null;
    int most = -1;
    for (String node : processes.nodes()) {
      int count = runningOn(node).size();
      if (count > most) {
        busiest = node;
        most = count;
      }
    }
    return busiest;
  }

  /** Makes each of the workloads use this share of a core. */
  void burn(Set<String> which, double share) throws StoryFailed {
    for (String workload : which) {
      try {
        workloads.awaitHealthy(workload, ANSWERS_WITHIN);
        workloads.burn(workload, share);
      } catch (IOException e) {
        throw new StoryFailed("Workload " + workload + " could not be made to burn.", e);
      }
    }
  }
}
