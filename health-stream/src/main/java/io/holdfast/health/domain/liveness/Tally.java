package io.holdfast.health.domain.liveness;

/** What one partition's log held besides verdicts; for metrics. */
public final class Tally {

  long heartbeats;
  long stale;
  long missed;
  long afterEnd;
  private long pulses;
  long graces;
  long conflicts;
  private long newestPulseMillis = -1;
  private long longestGapMillis;

  /** A pulse that the broker took at that time. */
  void pulse(long brokerMillis) {
    pulses++;
    if (newestPulseMillis >= 0) {
      longestGapMillis = Math.max(longestGapMillis, brokerMillis - newestPulseMillis);
    }
    newestPulseMillis = brokerMillis;
  }

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

  /** Longest time between two pulses, by the broker's clock, since this was last asked. */
  public long takeLongestGapMillis() {
    long longest = longestGapMillis;
    longestGapMillis = 0;
    return longest;
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
