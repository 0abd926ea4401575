package io.holdfast.agent.domain;

import io.holdfast.records.AssignedWorkload;
import io.holdfast.records.Assignment;
import io.holdfast.records.Fencing;
import io.holdfast.records.LogPosition;
import io.holdfast.records.ResultKind;
import io.holdfast.records.ResultReason;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Records and steps of the agent's domain, short. */
final class Fixture {

  static final long INCARNATION = 1_000;
  static final long SECOND = 1_000_000_000L;
  static final RestartPolicy RESTARTS = new RestartPolicy(2, SECOND, 3 * SECOND, 60 * SECOND);

  private Fixture() {}

  static Supervisor supervisor(Ledger ledger) {
    return new Supervisor(
        INCARNATION,
        new Admission(Set.of("web", "job"), Map.of("job", "it has no cgroup")),
        RESTARTS,
        ledger);
  }

  static AssignedWorkload web(String workload, long epoch) {
    return new AssignedWorkload(workload, epoch, "web", Fencing.NONE);
  }

  static Assignment assignment(long offset, AssignedWorkload... workloads) {
    return assignmentFor(INCARNATION, offset, workloads);
  }

  static Assignment assignmentFor(long incarnation, long offset, AssignedWorkload... workloads) {
    return new Assignment(
        "n1", "p", incarnation, new LogPosition("topic", 0, offset), List.of(workloads));
  }

  static Grant grant(String workload, long epoch) {
    return new Grant(workload, epoch);
  }

  static Step launch(String workload, long epoch) {
    return new Step.Launch(grant(workload, epoch), "web", Fencing.NONE);
  }

  static AssignedWorkload leased(String workload, long epoch) {
    return new AssignedWorkload(workload, epoch, "web", Fencing.LEASE);
  }

  static Step launchLeased(String workload, long epoch) {
    return new Step.Launch(grant(workload, epoch), "web", Fencing.LEASE);
  }

  static Step halt(String workload, long epoch) {
    return new Step.Halt(grant(workload, epoch));
  }

  static Step report(
      String workload, long epoch, ResultKind result, ResultReason reason, String detail) {
    return new Step.Report(grant(workload, epoch), result, reason, detail);
  }

  static Ending exited(String detail) {
    return new Ending(Ending.Force.NONE, detail);
  }
}
