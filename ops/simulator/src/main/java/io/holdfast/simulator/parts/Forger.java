package io.holdfast.simulator.parts;

import io.holdfast.records.AssignedWorkload;
import io.holdfast.records.Assignment;
import io.holdfast.simulator.world.Log;
import java.util.ArrayList;
import java.util.List;

/** Somebody who can write assignments, and has not the dispatcher's key. */
final class Forger {

  /** The first epoch of the next generation is so far from the first one of this. */
  private static final long GENERATION = 1L << 44;

  private final Parts parts;
  private final Life life = new Life();
  private final List<Outbox> outboxes = new ArrayList<>();

  /** An assignment whose signature is not the dispatcher's. */
  record Forged(Assignment assignment) {}

  Forger(Parts parts) {
    this.parts = parts;
    var party = parts.kafka().party("forger", Parts.SECOND);
    for (Log log : parts.topics().assignments) {
      outboxes.add(new Outbox(parts.scheduler(), parts.kafka(), party, log, life));
    }
  }

  /**
   * Writes again what the node was assigned last, if anything.
   *
   * @param size whether with the epochs as they are, the ones after them, or some of another
   *     generation
   */
  void forge(String node, int size) {
    Log log = Topics.of(parts.topics().assignments, node);
    for (int offset = log.size() - 1; offset >= 0; offset--) {
      if (node.equals(log.key(offset)) && log.value(offset) instanceof Assignment newest) {
        Assignment forged = later(newest, List.of(0L, 1L, GENERATION).get(size % 3));
        outboxes.get(log.partition()).send(node, new Forged(forged), () -> {});
        return;
      }
    }
  }

  private static Assignment later(Assignment genuine, long epochs) {
    List<AssignedWorkload> workloads = new ArrayList<>();
    for (AssignedWorkload each : genuine.getWorkloads()) {
      workloads.add(AssignedWorkload.newBuilder(each).setEpoch(each.getEpoch() + epochs).build());
    }
    return Assignment.newBuilder(genuine).setWorkloads(workloads).build();
  }
}
