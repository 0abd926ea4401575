package io.holdfast.agent.domain;

import io.holdfast.records.AssignedWorkload;

/**
 * A workload at one epoch: the unit that is launched, halted, reported, and closed for ever.
 *
 * @param workload workload id
 * @param epoch the fencing token; of one workload it only grows
 */
public record Grant(String workload, long epoch) {

  static Grant of(AssignedWorkload assigned) {
    return new Grant(assigned.getWorkload(), assigned.getEpoch());
  }

  @Override
  public String toString() {
    return workload + "@" + epoch;
  }
}
