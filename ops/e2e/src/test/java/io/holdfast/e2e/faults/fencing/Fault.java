package io.holdfast.e2e.faults.fencing;

import java.util.List;
import java.util.Random;

/** What can go wrong, and how it ends. */
enum Fault {
  AGENT_KILLED,
  AGENT_FROZEN,
  AGENT_AND_WORKLOADS_KILLED,
  AGENT_AND_WORKLOADS_FROZEN,
  GUARD_KILLED,
  GUARD_FROZEN,
  GUARD_AND_AGENT_KILLED,
  GUARD_AND_AGENT_FROZEN,
  CUT_BOTH_WAYS,
  CUT_OUT,
  CUT_IN,
  ONE_BROKER_CUT,
  SLOW,
  UPGRADED,
  UPGRADED_WITHOUT_A_GUARD,
  UPGRADED_WITH_A_FROZEN_GUARD,
  LEASE_CHANGED_AT_RESTART,
  LEASE_CHANGED_AT_UPGRADE,
  ID_REUSED,
  CLONED,
  BROKER_FROZEN,
  BROKER_RESTARTED,
  BROKER_KILLED,
  DISPATCHER_KILLED,
  HEALTH_KILLED;

  /** Those that strike who looks on, and no node. */
  static final List<Fault> OF_OBSERVERS =
      List.of(BROKER_FROZEN, BROKER_RESTARTED, BROKER_KILLED, DISPATCHER_KILLED, HEALTH_KILLED);

  static Fault any(Random random) {
    return values()[random.nextInt(values().length)];
  }

  boolean isOfObserver() {
    return OF_OBSERVERS.contains(this);
  }
}
