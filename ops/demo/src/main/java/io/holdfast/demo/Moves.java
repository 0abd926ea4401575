package io.holdfast.demo;

import io.holdfast.records.PlacementPhase;

/** Whether work is under way. */
final class Moves {

  private Moves() {}

  /** Whether there were commands since then and every workload rests: RUNNING, none MOVING. */
  static boolean allDone(FleetView view, long sinceNanos) {
    return !view.commandsSince(sinceNanos, command -> true).isEmpty()
        && view.placements().values().stream()
            .allMatch(seen -> seen.record().getPhase() == PlacementPhase.RUNNING);
  }
}
