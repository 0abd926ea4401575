package io.holdfast.bench.quality;

/** A class of histories, by what goes wrong in it besides the deaths. */
enum Fault {
  /** Nothing: small normal jitter. */
  NONE(Evidence.NO),
  /** Jitter with a long tail, another one for each node. */
  LONG_TAIL(Evidence.NO),
  /** Agents stop for up to a few seconds and say nothing of it. */
  GC_PAUSES(Evidence.NO),
  /** Several heartbeats of a node in a row are lost. */
  BURST_LOSS(Evidence.NO),
  /** A third of the nodes is far away and irregular. */
  SLOW_NETWORK(Evidence.NO),
  /**
   * Some nodes are overloaded for a minute or two: their timers are late by some hundred
   * milliseconds, which they report, and at times they stop for several seconds.
   */
  LATE_TIMERS(Evidence.LATE_TIMERS),
  /** A rack of 40 % of the nodes is cut off for up to 12 s and comes back. */
  RACK_OUTAGE(Evidence.CORRELATED),
  /** The nodes' wall clocks are wrong by minutes and drift. */
  CLOCK_SKEW(Evidence.NO),
  /** The broker stands still for 2 to 30 s; agents reconnect within 1 s. */
  BROKER_STALL(Evidence.OBSERVER),
  /** The broker stands still; agents reconnect up to 10 s later. */
  LATE_RECONNECT(Evidence.OBSERVER),
  /** The partition's leader moves: 1 to 6 s in which nothing is appended. */
  LEADER_MOVE(Evidence.OBSERVER),
  /** The reader falls behind by up to a minute and catches up. */
  CONSUMER_LAG(Evidence.OBSERVER),
  /** The reader, which is also the only pulser, is away for up to a minute. */
  RESTART(Evidence.OBSERVER),
  /**
   * The broker stands still three times within half a minute; agents reconnect up to 10 s after
   * each, so that some are silent all the while.
   */
  THREE_STALLS(Evidence.OBSERVER);

  /** What the log can know of the fault. */
  enum Evidence {
    NO,
    LATE_TIMERS,
    CORRELATED,
    /** Only the observer failed. */
    OBSERVER
  }

  final Evidence evidence;

  Fault(Evidence evidence) {
    this.evidence = evidence;
  }
}
