package io.holdfast.agent.domain;

import io.holdfast.records.Fencing;
import io.holdfast.records.ResultReason;

/** One workload at one epoch on its way from launch to STOPPED. At most one for each workload. */
final class Run {

  /** Where a run is. */
  enum Phase {
    /** Leased, and launched as soon as the lease is held. */
    AWAITING_LEASE,
    /** Told to launch, not known to live yet. */
    LAUNCHING,
    /** Its process lives. */
    RUNNING,
    /** Told to halt for ever; something of it may still live. */
    HALTING,
    /** Told to halt because it is unhealthy; it will be launched again. */
    RECYCLING,
    /** Nothing of it lives; it is launched again when its back-off is over. */
    BACKING_OFF
  }

  final Grant grant;
  final String program;
  final Fencing fencing;
  Phase phase = Phase.LAUNCHING;

  /** Failures in a row. */
  int failures;

  /** Whether STARTED was reported; it is reported once for each grant. */
  boolean announced;

  /** When its process began to live, or when its back-off is over: monotonic nanoseconds. */
  long since;

  /** Why it was told to halt. */
  ResultReason haltReason = ResultReason.NONE;

  /** Why it was told to halt, in words. */
  String haltDetail = "";

  Run(Grant grant, String program, Fencing fencing) {
    this.grant = grant;
    this.program = program;
    this.fencing = fencing;
  }

  boolean isWithoutProcess() {
    return phase == Phase.AWAITING_LEASE || phase == Phase.BACKING_OFF;
  }

  boolean isLeased() {
    return fencing == Fencing.LEASE;
  }
}
