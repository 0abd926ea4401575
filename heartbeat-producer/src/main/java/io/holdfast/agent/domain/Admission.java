package io.holdfast.agent.domain;

import io.holdfast.records.AssignedWorkload;
import io.holdfast.records.Fencing;
import io.holdfast.records.ResultReason;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a node may run at all: the programs that its own configuration names. An assignment selects
 * one, it never carries one.
 */
public final class Admission {

  /** Why a grant is not run here, as reason and in words. */
  record Refusal(ResultReason reason, String detail) {}

  private final TreeSet<String> programs;

  public Admission(Set<String> programs) {
    this.programs = new TreeSet<>(programs);
  }

  Optional<Refusal> refusalOf(AssignedWorkload assigned) {
    if (!programs.contains(assigned.getProgram())) {
      return Optional.of(
          new Refusal(
              ResultReason.UNKNOWN_PROGRAM,
              "this node's configuration names no program \"" + assigned.getProgram() + "\""));
    }
    if (assigned.getFencing() == Fencing.LEASE) {
      return Optional.of(
          new Refusal(
              ResultReason.NO_FENCING, "fencing: lease was asked for, this agent keeps no leases"));
    }
    return Optional.empty();
  }
}
