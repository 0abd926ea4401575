package io.holdfast.demo;

import io.holdfast.records.Command;
import io.holdfast.records.CommandAction;
import io.holdfast.records.CommandCause;
import io.holdfast.records.NodeState;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/** A node's whole process group dies: its workloads answer elsewhere. */
final class NodeIsKilled implements Chapter {

  @Override
  public String title() {
    return "A node dies: SIGKILL to the agent and all its workloads";
  }

  @Override
  public void tell(Stage stage) throws StoryFailed {
    var narrator = stage.narrator();
    String node = stage.busiestNode();
    Set<String> lost = new TreeSet<>(stage.runningOn(node));
    long begin = System.nanoTime();
    stage.processes().kill(node);
    narrator.says("%s is killed, and with it %s", node, lost);

    awaitState(stage, node, NodeState.SUSPECT, begin);
    awaitState(stage, node, NodeState.DEAD, begin);

    long commanded =
        stage
            .follower()
            .await(
                "failover commands for " + lost,
                Duration.ofSeconds(20),
                view ->
                    lost.stream()
                        .allMatch(
                            workload ->
                                !view.commandsSince(begin, c -> isFailoverOf(c, workload))
                                    .isEmpty()))
            .look(
                view ->
                    view.commandsSince(begin, c -> isFailoverOf(c, null)).stream()
                        .mapToLong(FleetView.Seen::readNanos)
                        .max()
                        .orElseThrow());
    narrator.verified(
        "%d failover commands, the last %s after the kill",
        lost.size(), Narrator.seconds(begin, commanded));

    for (String workload : lost) {
      stage.workloads().awaitHealthyElsewhere(workload, node, Duration.ofSeconds(30));
      var place = stage.workloads().place(workload).orElseThrow();
      narrator.verified(
          "%s answers /health on %s (epoch %d), %s after the kill",
          workload, place.node(), place.epoch(), Narrator.seconds(begin, System.nanoTime()));
    }
    long healed = System.nanoTime();
    stage
        .follower()
        .await(
            "all workloads are RUNNING again",
            Duration.ofSeconds(20),
            view -> view.running() == stage.workloads().names().size());
    stage
        .figures()
        .record("kill → all its workloads answer elsewhere", Narrator.seconds(begin, healed));
  }

  private static void awaitState(Stage stage, String node, NodeState state, long begin)
      throws StoryFailed {
    var seen =
        stage
            .follower()
            .awaitFirst(
                node + " is " + state,
                Duration.ofSeconds(30),
                view ->
                    view.statusesSince(
                        begin, s -> s.getNode().equals(node) && s.getState() == state));
    stage
        .narrator()
        .verified(
            "%s is %s, %s after the kill (%.1f s of silence, cause %s)",
            node,
            state,
            Narrator.seconds(begin, seen.readNanos()),
            seen.record().getSilenceMillis() / 1000.0,
            seen.record().getCause());
    stage.figures().record("kill → " + state, Narrator.seconds(begin, seen.readNanos()));
  }

  private static boolean isFailoverOf(Command command, String workloadOrAny) {
    return command.getCause() == CommandCause.FAILOVER
        && command.getAction() == CommandAction.START
        && (workloadOrAny == null || workloadOrAny.equals(command.getWorkload()));
  }
}
