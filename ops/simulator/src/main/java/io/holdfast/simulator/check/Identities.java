package io.holdfast.simulator.check;

import io.holdfast.records.AssignedWorkload;
import io.holdfast.records.Assignment;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.simulator.world.Scheduler;
import java.util.HashMap;
import java.util.Map;

/** Names that must mean one thing for ever. */
public final class Identities {

  private final Scheduler scheduler;
  private final Map<String, Object> meanings = new HashMap<>();
  private final Map<String, Long> ended = new HashMap<>();

  public Identities(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** An agent begins an incarnation. */
  public void incarnation(String node, long number) {
    once("incarnation " + node + " " + number);
  }

  /** A decision or a command was committed. */
  public void decided(String kind, String id) {
    once(kind + " " + id);
  }

  /** A verdict was published, perhaps again. */
  public void verdict(NodeStatus status) {
    String id =
        "verdict "
            + status.getDecidedAt().getPartition()
            + "-"
            + status.getDecidedAt().getOffset()
            + " "
            + status.getNode()
            + " "
            + status.getIncarnation();
    same(id, status.getState());
    endedForEver(status);
  }

  private void endedForEver(NodeStatus status) {
    String id = status.getNode() + " incarnation " + status.getIncarnation();
    long at = status.getDecidedAt().getOffset();
    boolean isOver = status.getState() == NodeState.ENDED || status.getState() == NodeState.LEFT;
    if (isOver) {
      ended.putIfAbsent(id, at);
    } else if (at > ended.getOrDefault(id, Long.MAX_VALUE)) {
      String how = id + " is called " + status.getState() + " after it was over";
      throw new Breach(Promise.ENDED_FOR_EVER, scheduler.now(), how);
    }
  }

  /** An assignment was committed: an epoch is given to one incarnation of one node. */
  public void assigned(Assignment assignment) {
    for (AssignedWorkload workload : assignment.getWorkloads()) {
      String id = "epoch " + workload.getWorkload() + "@" + workload.getEpoch();
      same(id, assignment.getNode() + " " + assignment.getIncarnation());
    }
  }

  private void once(String id) {
    if (meanings.put(id, id) != null) {
      throw new Breach(Promise.NO_DUPLICATE, scheduler.now(), id + " is given twice");
    }
  }

  private void same(String id, Object meaning) {
    Object before = meanings.putIfAbsent(id, meaning);
    if (before != null && !before.equals(meaning)) {
      throw new Breach(
          Promise.NO_DUPLICATE,
          scheduler.now(),
          id + " meant " + before + ", and means " + meaning);
    }
  }
}
