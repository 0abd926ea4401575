package io.holdfast.demo;

import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Placement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** All nodes ALIVE, all workloads placed and answering. */
final class AllPlaced implements Chapter {

  @Override
  public String title() {
    return "Five agents join; fifteen workloads are placed";
  }

  @Override
  public void tell(Stage stage) throws StoryFailed {
    var narrator = stage.narrator();
    int nodes = stage.processes().nodes().size();
    int workloads = stage.workloads().names().size();
    long begin = stage.processes().agentsStartedNanos();

    stage
        .follower()
        .await(
            "all " + nodes + " nodes are ALIVE",
            Duration.ofSeconds(40),
            view -> view.nodesIn(NodeState.ALIVE) == nodes);
    long alive = System.nanoTime();
    narrator.verified(
        "%d nodes ALIVE, %s after their agents were started",
        nodes, Narrator.seconds(begin, alive));

    stage
        .follower()
        .await(
            "all " + workloads + " workloads are RUNNING",
            Duration.ofSeconds(60),
            view -> view.running() == workloads);
    for (String workload : stage.workloads().names()) {
      stage.workloads().awaitHealthy(workload, Duration.ofSeconds(20));
    }
    long placed = System.nanoTime();
    narrator.verified(
        "%d workloads placed and answering /health, %s after all nodes were ALIVE",
        workloads, Narrator.seconds(alive, placed));
    narrator.block(table(stage));
    stage.figures().record("agents started → nodes ALIVE", Narrator.seconds(begin, alive));
    stage.figures().record("nodes ALIVE → workloads answer", Narrator.seconds(alive, placed));
  }

  private static List<String> table(Stage stage) {
    return stage
        .follower()
        .look(
            view -> {
              List<String> rows = new ArrayList<>();
              rows.add(row("NODE", "STATE", "INCARNATION", "RUNS"));
              view.nodes()
                  .forEach(
                      (node, seen) -> {
                        NodeStatus status = seen.record();
                        rows.add(
                            row(
                                node,
                                status.getState().toString(),
                                Long.toString(status.getIncarnation()),
                                runs(view, node)));
                      });
              return rows;
            });
  }

  private static String runs(FleetView view, String node) {
    List<String> runs = new ArrayList<>();
    for (String workload : view.runningOn(node)) {
      Placement placement = view.placements().get(workload).record();
      runs.add(workload + "@" + placement.getEpoch());
    }
    return String.join("  ", runs);
  }

  private static String row(String node, String state, String incarnation, String runs) {
    return String.format("%-8s %-8s %-15s %s", node, state, incarnation, runs);
  }
}
