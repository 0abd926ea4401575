package io.holdfast.simulator.mutation;

import java.util.List;

/**
 * A rule of the product, and the product without it.
 *
 * @param rule what is taken away, in words
 * @param edits what changes in the source
 */
record Mutation(String rule, List<Edit> edits) {

  /**
   * A change of a source file.
   *
   * @param file from the root of the repository
   * @param before text that stands there once
   * @param after what stands there instead
   */
  record Edit(String file, String before, String after) {}

  private static final String AGENT = "heartbeat-producer/src/main/java/io/holdfast/agent/domain/";
  private static final String LIVENESS =
      "health-stream/src/main/java/io/holdfast/health/domain/liveness/";
  private static final String DISPATCHER =
      "dispatcher-stream/src/main/java/io/holdfast/dispatcher/domain/";
  private static final String TIME = "schemas/src/main/java/io/holdfast/schemas/time/";

  static List<Mutation> all() {
    return List.of(
        of(
            "the margin beyond a lease",
            new Edit(
                LIVENESS + "LivenessSettings.java",
                "return 2 * maxStep.toNanos() + leaseNanos / 10;",
                "return 0;")),
        of(
            "a lease is renewed only if the agent hears",
            new Edit(
                AGENT + "Lease.java",
                "boolean proves = hears && sentAt - heardUpTo < duration && sentAt <= now;",
                "boolean proves = sentAt <= now;")),
        of(
            "a lease counts from when the heartbeat was sent",
            new Edit(
                AGENT + "Lease.java",
                "    begun = true;\n    from = sentAt;\n",
                "    begun = true;\n    from = now;\n")),
        of(
            "an incarnation that ended never comes back",
            new Edit(
                LIVENESS + "Hearing.java",
                "    if (current.isOver()) {\n      ledger.tally.afterEnd++;\n      return;\n    }\n",
                ""),
            new Edit(
                DISPATCHER + "NodeFacts.java",
                "    if (was.isOver()) {\n      return false;\n    }\n",
                "")),
        of(
            "a closed epoch is never started again",
            new Edit(
                AGENT + "Ledger.java",
                "return newest != null && grant.epoch() <= newest;",
                "return false && grant.epoch() <= newest;")),
        of(
            "a leased workload moves on proof alone",
            new Edit(
                DISPATCHER + "Proof.java",
                "return !isLeased(entry)\n        || (entry.grants().stream()",
                "return true\n        || (entry.grants().stream()"),
            new Edit(
                DISPATCHER + "Proof.java",
                "return !isLeased(entry) || entry.grants().isEmpty();",
                "return true;")),
        of(
            "a leased workload has one epoch at a time",
            new Edit(
                DISPATCHER + "Proof.java",
                "return !isLeased(entry) || entry.grants().isEmpty();",
                "return true;")),
        of(
            "time in which nobody looked is not silence",
            new Edit(TIME + "ObservedTime.java", "    now += maxStep;\n", "    now += step;\n")),
        of(
            "the offset of a session is fixed",
            new Edit(
                TIME + "ObservedTime.java",
                "    // Half a step, because",
                "    sessions.put(id, Session.calibrated(now, now - monotonic));\n"
                    + "    // Half a step, because")),
        of(
            "those observed get time to be heard again",
            new Edit(TIME + "Passage.java", "return beginsGrace;", "return false && beginsGrace;")),
        of(
            "an assignment is for one incarnation",
            new Edit(
                AGENT + "Intake.java",
                "if (assignment.getIncarnation() != incarnation) {",
                "if (assignment.getIncarnation() < 0) {")),
        of(
            "a successor ends its predecessor only on the same boot",
            new Edit(
                LIVENESS + "Hearing.java",
                "&& earlier.bootId.equals(successor.getBootId());",
                ";")),
        of(
            "a guard kills when its deadline has passed",
            new Edit(AGENT + "Guard.java", "killing |= now >= deadline;", "killing |= now < 0;")),
        of(
            "a lease leaves time to kill",
            new Edit(
                AGENT + "Lease.java",
                "new Lease(leaseNanos - Math.min(leaseNanos / 10, LONGEST_KILL_BUDGET))",
                "new Lease(leaseNanos)")),
        of(
            "a lease that was handed over ends when it would have ended",
            new Edit(
                AGENT + "Lease.java", "lease.from = end - lease.duration;", "lease.from = end;")),
        of(
            "a copy of a machine does not speak for what the original runs",
            new Edit(
                AGENT + "Supervisor.java",
                "return List.of(new Step.Close(grant));",
                "return List.of(new Step.Report(grant, ResultKind.STOPPED, ResultReason.NONE, \"\"));")),
        of(
            "what is not the dispatcher's word closes no epoch",
            new Edit(
                AGENT + "Supervisor.java",
                "    return assignment.getWorkloads().stream()\n        .<Step>map(",
                "    assignment.getWorkloads().forEach(other -> ledger.close(Grant.of(other)));\n"
                    + "    return assignment.getWorkloads().stream()\n        .<Step>map("),
            new Edit(
                AGENT + "Step.java",
                "              && reason != ResultReason.UNAUTHENTIC);",
                "              && true);")),
        of(
            "a refusal of what somebody else wrote proves nothing",
            new Edit(
                DISPATCHER + "Proof.java",
                "if (result.getReason() == ResultReason.UNAUTHENTIC\n        || result",
                "if (result")),
        of(
            "a refusal by another incarnation proves nothing",
            new Edit(
                DISPATCHER + "Proof.java",
                "        || result.getReason() == ResultReason.WRONG_INCARNATION) {\n"
                    + "      return false;\n    }\n    return !isLeased(entry)\n",
                ") {\n      return false;\n    }\n"
                    + "    return !isLeased(entry)\n"
                    + "        || result.getReason() == ResultReason.WRONG_INCARNATION\n")));
  }

  private static Mutation of(String rule, Edit... edits) {
    return new Mutation(rule, List.of(edits));
  }

  @Override
  public String toString() {
    return rule;
  }
}
