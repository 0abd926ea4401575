package io.holdfast.agent.domain;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The runs of a node, by workload. */
final class Runs {

  private final TreeMap<String, Run> byWorkload = new TreeMap<>();

  void put(Run run) {
    byWorkload.put(run.grant.workload(), run);
  }

  void remove(Run run) {
    byWorkload.remove(run.grant.workload());
  }

  /** The run of a workload, at whatever epoch; null when there is none. */
  Run of(String workload) {
    return byWorkload.get(workload);
  }

  /** The run of a grant; null when there is none. */
  Run of(Grant grant) {
    Run run = byWorkload.get(grant.workload());
    return run != null && run.grant.equals(grant) ? run : null;
  }

  /** A copy, in the order of workloads. */
  List<Run> all() {
    return List.copyOf(byWorkload.values());
  }

  boolean isEmpty() {
    return byWorkload.isEmpty();
  }

  boolean none(Predicate<Run> predicate) {
    return byWorkload.values().stream().noneMatch(predicate);
  }

  OptionalLong nextDue() {
    return byWorkload.values().stream()
        .filter(run -> run.phase == Run.Phase.BACKING_OFF)
        .mapToLong(run -> run.since)
        .reduce((a, b) -> a - b <= 0 ? a : b);
  }

  /** Count by phase, every phase present; the names are metric labels. */
  Map<String, Integer> phases() {
    Map<Run.Phase, Integer> counts = new EnumMap<>(Run.Phase.class);
    for (Run.Phase phase : Run.Phase.values()) {
      counts.put(phase, 0);
    }
    byWorkload.values().forEach(run -> counts.merge(run.phase, 1, Integer::sum));
    Map<String, Integer> named = new TreeMap<>();
    counts.forEach((phase, count) -> named.put(phase.name().toLowerCase(Locale.ROOT), count));
    return named;
  }
}
