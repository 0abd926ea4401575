package io.holdfast.agent.domain;

import io.holdfast.records.AssignedWorkload;
import io.holdfast.records.Fencing;
import io.holdfast.records.ResultReason;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a node may run at all: the programs that its own configuration names. An assignment selects
 * one, it never carries one.
 */
public final class Admission {

  /** Why a grant is not run here, as reason and in words. */
  record Refusal(ResultReason reason, String detail) {}

  private final TreeSet<String> programs;
  private final TreeMap<String, String> unfenced;

  /**
   * @param unfenced why a program cannot be run under a lease, by program; those that can are left
   *     out
   */
  public Admission(Set<String> programs, Map<String, String> unfenced) {
    this.programs = new TreeSet<>(programs);
    this.unfenced = new TreeMap<>(unfenced);
  }

  Optional<Refusal> refusalOf(AssignedWorkload assigned) {
    if (!programs.contains(assigned.getProgram())) {
      return Optional.of(
          new Refusal(
              ResultReason.UNKNOWN_PROGRAM,
              "this node's configuration names no program \"" + assigned.getProgram() + "\""));
    }
    String whyUnfenced = unfenced.get(assigned.getProgram());
    if (assigned.getFencing() == Fencing.LEASE && whyUnfenced != null) {
      return Optional.of(
          new Refusal(
              ResultReason.NO_FENCING,
              "fencing: lease was asked for and cannot be kept here: " + whyUnfenced));
    }
    return Optional.empty();
  }
}
