package io.holdfast.cli.node;

import io.holdfast.cli.output.Spans;
import io.holdfast.records.Decision;
import io.holdfast.records.Placement;
import io.holdfast.records.PlacementPhase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What became of the workloads of a node that is gone. */
final class Aftermath {

  private final Map<String, Decision> decisions = new LinkedHashMap<>();
  private final Map<String, Placement> placements = new LinkedHashMap<>();

  /**
   * @param decisions about its workloads since the verdict, oldest first
   * @param placements of all workloads, as they are now
   */
  Aftermath(List<Decision> decisions, List<Placement> placements) {
    decisions.forEach(decision -> this.decisions.put(decision.getWorkload(), decision));
    placements.forEach(placement -> this.placements.put(placement.getWorkload(), placement));
  }

  List<Decision> decisions() {
    return List.copyOf(decisions.values());
  }

  /** The newest one, for who wants to know more. */
  Optional<String> decision() {
    return decisions.values().stream().reduce((earlier, later) -> later).map(Decision::getId);
  }

  List<String> lines() {
    if (decisions.isEmpty()) {
      return List.of("was running nothing that is known");
    }
    var lines = new ArrayList<String>();
    List<Decision> running = decisions.values().stream().filter(this::isRunning).toList();
    lines.add(
        "was running %d %s: %d %s elsewhere%s"
            .formatted(
                decisions.size(),
                decisions.size() == 1 ? "workload" : "workloads",
                running.size(),
                running.size() == 1 ? "runs" : "run",
                running.isEmpty() ? "" : " after " + Spans.ofMillis(longest(running))));
    decisions.values().stream()
        .filter(decision -> !isRunning(decision))
        .map(this::waiting)
        .forEach(lines::add);
    return lines;
  }

  private boolean isRunning(Decision decision) {
    Placement placement = placements.get(decision.getWorkload());
    return placement != null && placement.getPhase() == PlacementPhase.RUNNING;
  }

  private long longest(List<Decision> running) {
    return running.stream()
        .mapToLong(d -> placements.get(d.getWorkload()).getSinceMillis() - d.getDecidedAtMillis())
        .max()
        .orElse(0);
  }

  private String waiting(Decision decision) {
    Placement placement = placements.get(decision.getWorkload());
    return "  %s   %s: %s"
        .formatted(
            decision.getWorkload(),
            placement == null ? decision.getKind() : placement.getPhase(),
            placement == null ? decision.getWhy() : placement.getWhy());
  }
}
