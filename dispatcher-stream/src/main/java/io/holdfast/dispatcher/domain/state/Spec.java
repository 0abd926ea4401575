package io.holdfast.dispatcher.domain.state;

import io.holdfast.records.Fencing;
import io.holdfast.records.MoveOrder;
import io.holdfast.records.WorkloadSpec;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a workload is and needs. */
public record Spec(
    long version,
    String program,
    SortedMap<String, Double> demand,
    int priority,
    String group,
    SortedMap<String, String> requires,
    List<String> antiAffinity,
    Fencing fencing,
    MoveOrder move,
    boolean isRemoved) {

  public static Spec of(WorkloadSpec spec) {
    return new Spec(
        spec.getVersion(),
        spec.getProgram(),
        new TreeMap<>(spec.getDemand()),
        spec.getPriority(),
        spec.getGroup(),
        new TreeMap<>(spec.getRequires()),
        spec.getAntiAffinity().stream().sorted().distinct().toList(),
        spec.getFencing(),
        spec.getMove(),
        spec.getRemoved());
  }

  /** A leased workload never starts before it stopped, whatever its spec says. */
  public MoveOrder moveOrder() {
    return fencing == Fencing.LEASE ? MoveOrder.STOP_FIRST : move;
  }
}
