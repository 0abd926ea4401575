package io.holdfast.dispatcher.domain.placement;

/** What rules a node out for a workload; the same word in decisions, metrics and the CLI. */
public enum Constraint {
  NO_PROFILE("has not said what it is"),
  NOT_ALIVE("is not ALIVE"),
  LEAVING("is leaving or restarting"),
  DRAINED("is drained"),
  IN_MAINTENANCE("is in maintenance"),
  NO_PROGRAM("does not name the program in its configuration"),
  MISSING_LABEL("lacks a label that is required"),
  NO_CAPACITY("has no room"),
  ANTI_AFFINITY("runs a member of a group that it must not meet"),
  FAILED_HERE("could not run it before");

  private final String words;

  Constraint(String words) {
    this.words = words;
  }

  /** Completes the sentence that begins with the node's id. */
  public String words() {
    return words;
  }
}
