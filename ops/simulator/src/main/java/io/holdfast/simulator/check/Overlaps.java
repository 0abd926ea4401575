package io.holdfast.simulator.check;

import io.holdfast.simulator.world.Scheduler;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sees every process of a workload begin, pause and end: no two of a leased one may live. */
public final class Overlaps {

  private final Scheduler scheduler;
  private final Map<String, List<Living>> living = new HashMap<>();
  private long moves;

  /**
   * A process that lives.
   *
   * @param where machine, for people
   */
  public record Living(String workload, long epoch, String where, boolean isLeased) {}

  public Overlaps(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** A process begins to live, or goes on after a pause. */
  public void began(Living process) {
    List<Living> others = living.computeIfAbsent(process.workload(), w -> new ArrayList<>());
    for (Living other : others) {
      if (process.isLeased() && other.isLeased()) {
        throw new Breach(
            Promise.NO_OVERLAP,
            scheduler.now(),
            words(process) + " began, " + words(other) + " lives");
      }
    }
    others.add(process);
    moves += process.isLeased() ? 1 : 0;
  }

  /** A process no longer lives, or is paused with its machine. */
  public void ended(Living process) {
    List<Living> others = living.get(process.workload());
    if (others != null) {
      others.remove(process);
    }
  }

  /** Processes of the workload that live, the newest epoch first. */
  public List<Living> of(String workload) {
    return living.getOrDefault(workload, List.of()).stream()
        .sorted(Comparator.comparingLong(Living::epoch).reversed())
        .toList();
  }

  public boolean isAlive(String workload) {
    List<Living> processes = living.get(workload);
    return processes != null && !processes.isEmpty();
  }

  /** Starts of leased workloads so far. */
  public long leasedStarts() {
    return moves;
  }

  private static String words(Living process) {
    return process.workload() + "@" + process.epoch() + " on " + process.where();
  }
}
