package io.holdfast.health.domain.liveness;

/** What one partition's log held besides verdicts; for metrics. */
public final class Tally {

  long heartbeats;
  long stale;
  long missed;
  long afterEnd;
  long pulses;
  long graces;
  long conflicts;

  /** Heartbeats taken. */
  public long heartbeats() {
    return heartbeats;
  }

  /** Heartbeats that were repeated or out of order, and so proved nothing. */
  public long stale() {
    return stale;
  }

  /** Sequence numbers that were skipped. */
  public long missed() {
    return missed;
  }

  /** Heartbeats of incarnations that were over. */
  public long afterEnd() {
    return afterEnd;
  }

  public long pulses() {
    return pulses;
  }

  /** Pulses that began a grace. */
  public long graces() {
    return graces;
  }

  /** Times that two incarnations of a node, or two boots of one, were found beating at once. */
  public long conflicts() {
    return conflicts;
  }
}
