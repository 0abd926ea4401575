package io.holdfast.simulator.check;

/** What is held; the README says when each is looked at. */
public enum Promise {
  /** Processes of a leased workload never live at the same time. */
  NO_OVERLAP,
  /** Nobody is declared dead, or ended, because those who watch were away, slow or wrong. */
  NO_DEATH_BY_OBSERVER,
  /** Whatever was lost runs again within its bound once that is possible. */
  PLACED_IN_TIME,
  /** An agent that does not hear stops what is leased within two leases. */
  HEARS_OR_STOPS,
  /** Nothing leased lives any more when the lease that its agent announced is over. */
  GONE_WITH_LEASE,
  /** An incarnation that ended, or left, is never called anything else. */
  ENDED_FOR_EVER,
  /** No epoch, decision, command, verdict or incarnation is given twice. */
  NO_DUPLICATE,
  /** Folded again, the log says what it said. */
  REPLAY_IDENTICAL
}
