package io.holdfast.dispatcher.domain.state;

import io.holdfast.records.PlacementPhase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A workload of the pool.
 *
 * @param grants those that are not known to be over, oldest first; at most two are active
 * @param waiting null when it waits for nothing
 * @param measured mean use by resource, from the newest load picture
 * @param newestEpoch 0 before the first
 * @param cooledUntil observed time before which no plan moves it
 * @param advised what was advised last, so that it is said once; null when nothing was
 * @param why of its phase, in words
 */
public record WorkloadEntry(
    String workload,
    Spec spec,
    List<Grant> grants,
    Waiting waiting,
    Failures failures,
    SortedMap<String, Double> measured,
    long newestEpoch,
    long cooledUntil,
    String advised,
    String why) {

  public WorkloadEntry {
    grants = List.copyOf(grants);
  }

  public static WorkloadEntry fresh(String workload, Spec spec) {
    return new WorkloadEntry(
        workload,
        spec,
        List.of(),
        null,
        Failures.NONE,
        new TreeMap<>(),
        0,
        Long.MIN_VALUE,
        null,
        "");
  }

  public WorkloadEntry with(Spec value) {
    return new WorkloadEntry(
        workload,
        value,
        grants,
        waiting,
        failures,
        measured,
        newestEpoch,
        cooledUntil,
        advised,
        why);
  }

  public WorkloadEntry with(List<Grant> value) {
    return new WorkloadEntry(
        workload, spec, value, waiting, failures, measured, newestEpoch, cooledUntil, advised, why);
  }

  public WorkloadEntry waiting(Waiting value, String reason) {
    return new WorkloadEntry(
        workload,
        spec,
        grants,
        value,
        failures,
        measured,
        newestEpoch,
        cooledUntil,
        advised,
        reason);
  }

  public WorkloadEntry with(Failures value) {
    return new WorkloadEntry(
        workload, spec, grants, waiting, value, measured, newestEpoch, cooledUntil, advised, why);
  }

  public WorkloadEntry measured(SortedMap<String, Double> value) {
    return new WorkloadEntry(
        workload, spec, grants, waiting, failures, value, newestEpoch, cooledUntil, advised, why);
  }

  public WorkloadEntry cooledUntil(long value) {
    return new WorkloadEntry(
        workload, spec, grants, waiting, failures, measured, newestEpoch, value, advised, why);
  }

  public WorkloadEntry advised(String value) {
    return new WorkloadEntry(
        workload, spec, grants, waiting, failures, measured, newestEpoch, cooledUntil, value, why);
  }

  public WorkloadEntry because(String value) {
    return new WorkloadEntry(
        workload,
        spec,
        grants,
        waiting,
        failures,
        measured,
        newestEpoch,
        cooledUntil,
        advised,
        value);
  }

  /** Adds a grant, which is what it waited for. */
  public WorkloadEntry granted(Grant grant, String reason) {
    var more = new ArrayList<>(grants);
    more.add(grant);
    return new WorkloadEntry(
        workload, spec, more, null, failures, measured, grant.epoch(), cooledUntil, null, reason);
  }

  public WorkloadEntry replaced(Grant was, Grant is) {
    return with(grants.stream().map(g -> g.equals(was) ? is : g).toList());
  }

  public WorkloadEntry without(Predicate<Grant> over) {
    return with(grants.stream().filter(over.negate()).toList());
  }

  public List<Grant> active() {
    for (Grant grant : grants) {
      if (!grant.isActive()) {
        return grants.stream().filter(Grant::isActive).toList();
      }
    }
    return grants; // as nearly always
  }

  /** The grant that it shall run under in the end: the newest active one. */
  public Optional<Grant> newest() {
    for (int i = grants.size() - 1; i >= 0; i--) {
      if (grants.get(i).isActive()) {
        return Optional.of(grants.get(i));
      }
    }
    return Optional.empty();
  }

  public Optional<Grant> grant(String node, long incarnation, long epoch) {
    return grants.stream()
        .filter(g -> g.node().equals(node))
        .filter(g -> g.incarnation() == incarnation && g.epoch() == epoch)
        .findFirst();
  }

  /** Whether it is on its way from one node to another. */
  public boolean isMoving() {
    return active().size() > 1 || (waiting != null && waiting.phase() == PlacementPhase.MOVING);
  }

  /** Where it stands. */
  public PlacementPhase phase() {
    if (spec.isRemoved() && grants.isEmpty()) {
      return PlacementPhase.REMOVED;
    }
    if (waiting != null) {
      return waiting.phase();
    }
    if (active().size() > 1) {
      return PlacementPhase.MOVING;
    }
    return newest()
        .map(g -> phase(g.stage()))
        .orElse(spec.isRemoved() ? PlacementPhase.RUNNING : PlacementPhase.PENDING);
  }

  private static PlacementPhase phase(Grant.Stage stage) {
    return switch (stage) {
      case STARTING -> PlacementPhase.STARTING;
      case OVER -> PlacementPhase.PENDING;
      default -> PlacementPhase.RUNNING;
    };
  }
}
